using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Audio.Tests;

public class WavErrorTests
{
    private static readonly SampleFormat Mono16 = new(SampleEncoding.Pcm, 16000, 1, 2);

    public static TheoryData<string, byte[], long, string, string> Broken => new()
    {
        { "empty", [], 0, "a WAV header", "an empty file" },
        { "eleven bytes", "RIFF\0\0\0\0WAV"u8.ToArray(), 0, "a WAV header", "only 11 bytes" },
        { "text", "Once upon a time there was a file."u8.ToArray(), 0, "a WAV file (RIFF)", "\"Once\"" },
        { "MP3", [0xff, 0xfb, 0x90, 0x44, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0, "a WAV file (RIFF)", "bytes FFFB9044" },
        { "big-endian", "RIFX\0\0\0\0WAVE"u8.ToArray(), 0, "a WAV file (RIFF)", "\"RIFX\"" },
        { "video", "RIFF\0\0\0\0AVI LIST"u8.ToArray(), 8, "WAVE", "\"AVI \"" },
        { "no chunks", new WavFileBuilder().ToArray(), 12, "a fmt chunk", "the end of the file" },
        { "no data", new WavFileBuilder().Format(Mono16).ToArray(), 36, "a data chunk", "the end of the file" },
        { "data first", new WavFileBuilder().Chunk("data", new byte[4]).Format(Mono16).ToArray(), 12, "a fmt chunk before the data chunk", "a data chunk" },
        { "cut chunk header", new WavFileBuilder().Format(Mono16).ToArray().Concat("dat"u8.ToArray()).ToArray(), 36, "8 bytes of chunk header", "only 3" },
        { "cut format", new WavFileBuilder().Format(Mono16).ToArray()[..30], 20, "16 bytes of the chunk \"fmt \"", "10" },
        { "zeros for chunks", [.. new WavFileBuilder().ToArray(), .. new byte[100]], 12, "the four letters of a chunk", "bytes 00000000" },
        { "A-law", new WavFileBuilder().Format(6, 1, 8000, 8).ToArray(), 20, "PCM or floating-point samples", "codec A-law" },
        { "MP3 in WAV", new WavFileBuilder().Format(0x55, 1, 8000, 0).ToArray(), 20, "PCM or floating-point samples", "codec MP3" },
        { "other GUID", Foreign(), 44, "PCM or floating-point samples", "codec 00000001-0000-0010-8000-00aa00389b72" },
        { "no channels", new WavFileBuilder().Format(1, 0, 8000, 16).ToArray(), 22, "at least one channel", "0" },
        { "rate 0", new WavFileBuilder().Format(1, 1, 0, 16).ToArray(), 24, "a sample rate of 1000 to 768000 Hz", "0" },
        { "rate absurd", new WavFileBuilder().Format(1, 1, -1, 16).ToArray(), 24, "a sample rate of 1000 to 768000 Hz", "4294967295" },
        { "0 bits", new WavFileBuilder().Format(1, 1, 8000, 0).ToArray(), 34, "1 to 32 bits of PCM", "0" },
        { "64-bit PCM", new WavFileBuilder().Format(1, 1, 8000, 64).ToArray(), 34, "1 to 32 bits of PCM", "64" },
        { "16-bit float", new WavFileBuilder().Format(3, 1, 8000, 16).ToArray(), 34, "32 or 64 bits of floating point", "16" },
        { "short extensible", new WavFileBuilder().Format(0xfffe, 1, 8000, 16).ToArray(), 20, "40 bytes of extensible format", "16" },
        { "wrong frame size", WrongFrameSize(), 32, "2 bytes for 1 samples of 16 bits", "5" },
    };

    [Fact]
    public void A_folder_is_no_file() =>
        Assert.Contains("expected a WAV file, found a folder", Assert.Throws<IOException>(() => new WavReader(Path.GetTempPath())).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_file_is_explained(string name, byte[] bytes, long offset, string expected, string found)
    {
        using var file = new TempFile(bytes);
        var error = Assert.Throws<AudioFormatException>(() => AudioFile.ReadMono(file.Path, 16000));
        Assert.Equal((name, file.Path, offset, expected, found), (name, error.FileName, error.Offset, error.Expected, error.Found));
        Assert.Equal($"{file.Path}: expected {expected} at byte {offset}, found {found}", error.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1e30f)]
    public void Sample_that_is_no_sound_is_an_error_at_its_byte(float bad)
    {
        float[] samples = new float[100];
        samples[37] = bad;
        var format = new SampleFormat(SampleEncoding.IeeeFloat, 16000, 2, 4);
        using var file = new TempFile(new WavFileBuilder().Format(format).Chunk("data", MemoryMarshal.AsBytes<float>(samples).ToArray()).ToArray());
        var error = Assert.Throws<AudioFormatException>(() => AudioFile.ReadMono(file.Path, 16000));
        Assert.Equal(44 + 37 * 4, error.Offset);
    }

    [Fact]
    public void Pipe_is_refused()
    {
        var error = Assert.Throws<AudioFormatException>(() => AudioFile.ReadMono("/dev/null", 16000));
        Assert.Contains("/dev/null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_give_an_error_or_sound()
    {
        var random = new Random(8);
        var stereo24 = new SampleFormat(SampleEncoding.Pcm, 44100, 2, 3);
        var mono32 = new SampleFormat(SampleEncoding.IeeeFloat, 16000, 1, 4);
        byte[][] seeds =
        [
            new WavFileBuilder().Format(Mono16).Chunk("data", Bytes(random, 400)).Chunk("LIST", Bytes(random, 11)).ToArray(),
            new WavFileBuilder().Chunk("LIST", Bytes(random, 5)).Format(stereo24, extensible: true).Chunk("data", Bytes(random, 600)).ToArray(),
            new WavFileBuilder("RF64").Chunk("ds64", Bytes(random, 28)).Format(mono32).Chunk("data", new byte[400], uint.MaxValue).ToArray(),
        ];
        int read = 0, refused = 0;
        using var file = new TempFile();
        for (int round = 0; round < 6000; round++)
        {
            byte[] bytes = [.. seeds[round % seeds.Length]];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                bytes[random.Next(Math.Min(bytes.Length, 110))] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            file.Write(bytes);
            try
            {
                float[] samples = AudioFile.ReadMono(file.Path, 16000);
                Assert.All(samples, x => Assert.True(float.IsFinite(x), $"round {round}: {x}"));
                read++;
            }
            catch (AudioFormatException)
            {
                refused++;
            }
        }

        Assert.True(read > 500 && refused > 500, $"{read} read, {refused} refused");
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Foreign()
    {
        byte[] bytes = new WavFileBuilder().Format(Mono16, extensible: true).ToArray();
        bytes[59]++;
        return bytes;
    }

    private static byte[] WrongFrameSize()
    {
        byte[] bytes = new WavFileBuilder().Format(Mono16).ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(32), 5);
        return bytes;
    }
}
