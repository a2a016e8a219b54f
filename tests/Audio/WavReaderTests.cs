using System.Buffers.Binary;

namespace EmbeddedSeq.Audio.Tests;

public class WavReaderTests
{
    private static readonly SampleFormat Mono16 = new(SampleEncoding.Pcm, 16000, 1, 2);

    public static TheoryData<SampleEncoding, int, int, int, bool> Formats()
    {
        var data = new TheoryData<SampleEncoding, int, int, int, bool>();
        foreach ((SampleEncoding encoding, int bytes) in new[] { (SampleEncoding.Pcm, 1), (SampleEncoding.Pcm, 2), (SampleEncoding.Pcm, 3), (SampleEncoding.Pcm, 4), (SampleEncoding.IeeeFloat, 4), (SampleEncoding.IeeeFloat, 8) })
        {
            foreach (int channels in new[] { 1, 2, 3, 6, 17 })
            {
                foreach (int rate in new[] { 8000, 16000, 44100, 192000 })
                    data.Add(encoding, bytes, channels, rate, (channels + rate / 100) % 2 == 0);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_is_read_as_written(SampleEncoding encoding, int bytes, int channels, int rate, bool extensible)
    {
        var format = new SampleFormat(encoding, rate, channels, bytes);
        var random = new Random(bytes * channels + rate);
        var values = new double[531 * channels];
        byte[] data = SampleEncoder.Encode(values, format, random);
        using var file = new TempFile(new WavFileBuilder().Format(format, extensible).Chunk("data", data).ToArray());

        using var reader = new WavReader(file.Path);
        Assert.Equal(format, reader.Format);
        Assert.Equal(531, reader.FrameCount);
        float[] interleaved = new float[values.Length];
        Assert.Equal(531, reader.ReadInterleaved(interleaved));
        for (int i = 0; i < values.Length; i++)
            Assert.Equal((float)values[i], interleaved[i]);

        reader.Position = 0;
        float[] mono = new float[531];
        Assert.Equal(531, reader.ReadMono(mono));
        for (int i = 0; i < mono.Length; i++)
            Assert.Equal(values.Skip(i * channels).Take(channels).Average(), mono[i], 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Blocks_of_any_size_join_to_the_whole(int channels)
    {
        var random = new Random(6);
        var format = new SampleFormat(SampleEncoding.Pcm, 16000, channels, 2);
        using var file = new TempFile(new WavFileBuilder().Format(format).Chunk("data", SampleEncoder.Encode(new double[9000 * channels], format, random)).ToArray());
        float[] whole = AudioFile.ReadMono(file.Path, 16000);
        using var reader = new WavReader(file.Path);
        var joined = new List<float>();
        while (reader.Position < reader.FrameCount)
        {
            var block = new float[random.Next(500)];
            joined.AddRange(block[..reader.ReadMono(block)]);
        }

        Assert.Equal(whole, joined);
        Assert.Equal(0, reader.ReadMono(new float[10]));
    }

    [Fact]
    public void File_longer_than_one_block_is_read_whole()
    {
        float[] samples = Enumerable.Range(0, 1_200_000).Select(i => i % 30000 / 32768f).ToArray();
        using var file = new TempFile();
        AudioFile.WriteMono(file.Path, samples, 16000);
        Assert.Equal(samples, AudioFile.ReadMono(file.Path, 16000));
        using var stereo = new TempFile();
        using (var writer = new WavWriter(stereo.Path, 16000, channels: 2))
            writer.Write(samples);
        using var reader = new WavReader(stereo.Path);
        float[] mono = new float[samples.Length / 2];
        Assert.Equal(mono.Length, reader.ReadMono(mono));
        Assert.Equal(samples.Chunk(2).Select(pair => (pair[0] + pair[1]) / 2), mono);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x7ffff000u)]
    [InlineData(0x7fffffffu)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x7ffff024u)]
    [InlineData(0xffffffdbu)]
    [InlineData(2001u)]
    public void Length_that_a_stream_left_behind_means_to_the_end(uint length)
    {
        using var file = new TempFile(new WavFileBuilder().Format(Mono16).Chunk("data", Enumerable.Repeat((byte)1, 2000).ToArray(), length).ToArray());
        using var reader = new WavReader(file.Path);
        Assert.Equal(1000, reader.FrameCount);
        Assert.Null(reader.Truncation);
    }

    [Theory]
    [InlineData("RIFF", 16_000u, 0)]
    [InlineData("RF64", uint.MaxValue, 16_000)]
    public void Length_beyond_the_end_of_the_file_is_told_and_what_is_there_is_read(string magic, uint length, long length64)
    {
        byte[] sizes = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(8), length64);
        using var file = new TempFile(new WavFileBuilder(magic).Chunk("ds64", sizes).Format(Mono16).Chunk("data", Enumerable.Repeat((byte)1, 2000).ToArray(), length).ToArray());
        var expected = new AudioTruncation(file.Path, TimeSpan.FromSeconds(8000.0 / Mono16.SampleRate), TimeSpan.FromSeconds(1000.0 / Mono16.SampleRate));
        using var reader = new WavReader(file.Path);
        Assert.Equal((1000, expected), (reader.FrameCount, reader.Truncation));
        AudioTruncation? told = null;
        Assert.Equal(1000, AudioFile.ReadMono(file.Path, Mono16.SampleRate, truncated: t => told = t).Length);
        Assert.Equal(expected, told);
        told = null;
        AudioFile.ReadMono(file.Path, Mono16.SampleRate, duration: TimeSpan.FromSeconds(0.01), truncated: t => told = t);
        Assert.Null(told); // That stretch is whole.
    }

    [Fact]
    public void Length_shorter_than_the_file_is_believed()
    {
        byte[] bytes = new WavFileBuilder().Format(Mono16).Chunk("data", new byte[2000], 1000).ToArray();
        using var file = new TempFile(bytes);
        using var reader = new WavReader(file.Path);
        Assert.Equal(500, reader.FrameCount);
    }

    [Fact]
    public void Half_a_frame_at_the_end_is_left_out()
    {
        using var file = new TempFile(new WavFileBuilder().Format(Mono16).Chunk("data", new byte[2001]).ToArray());
        using var reader = new WavReader(file.Path);
        Assert.Equal(1000, reader.FrameCount);
    }

    [Fact]
    public void Chunks_around_the_samples_are_passed_over()
    {
        byte[] data = SampleEncoder.Encode(new double[700], Mono16, new Random(7));
        byte[] bytes = new WavFileBuilder()
            .Chunk("bext", new byte[9001]).Chunk("LIST", new byte[7]).Format(Mono16).Chunk("fact", new byte[4])
            .Chunk("data", data).Chunk("LIST", new byte[33]).Chunk("id3 ", new byte[10]).ToArray();
        using var file = new TempFile(bytes);
        using var reader = new WavReader(file.Path);
        Assert.Equal(700, reader.FrameCount);
    }

    [Fact]
    public void Missing_pad_byte_is_forgiven()
    {
        using var file = new TempFile(new WavFileBuilder().Format(Mono16).Chunk("LIST", new byte[7], pad: false).Chunk("data", new byte[100]).ToArray());
        using var reader = new WavReader(file.Path);
        Assert.Equal(50, reader.FrameCount);
    }

    [Fact]
    public void Empty_data_before_other_chunks_is_empty()
    {
        using var file = new TempFile(new WavFileBuilder().Format(Mono16).Chunk("data", []).Chunk("LIST", new byte[26]).ToArray());
        Assert.Empty(AudioFile.ReadMono(file.Path, 16000));
    }

    [Fact]
    public void RF64_takes_its_length_from_ds64()
    {
        var sizes = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(8), 100);
        byte[] bytes = new WavFileBuilder("RF64", uint.MaxValue).Chunk("ds64", sizes).Format(Mono16)
            .Chunk("data", new byte[100], uint.MaxValue).Chunk("LIST", new byte[50]).ToArray();
        using var file = new TempFile(bytes);
        using var reader = new WavReader(file.Path);
        Assert.Equal(50, reader.FrameCount);
    }

    [Fact]
    public void Reading_blocks_allocates_nothing()
    {
        using var file = new TempFile();
        AudioFile.WriteMono(file.Path, new float[48000], 16000);
        using var reader = new WavReader(file.Path);
        var block = new float[160];
        void Turn()
        {
            reader.Position = 0;
            while (reader.ReadMono(block) > 0)
            {
            }
        }

        Turn();
        Assert.Equal(0, AllocatedBytes.Least(() => Turn()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(33)]
    public void Vector_loop_equals_the_formula(int length)
    {
        for (int shift = 0; shift < 40; shift++)
        {
            short[] source = Enumerable.Range(0, length + shift).Select(i => (short)(i * 6151 - 32768)).ToArray();
            var result = new float[source.Length];
            Conversion.SampleDecoder.Pcm16(source, result);
            Assert.Equal(source.Select(x => x / 32768f), result);
        }
    }
}
