using System.Buffers.Binary;

namespace EmbeddedSeq.Audio.Tests;

public class WavWriterTests
{
    [Fact]
    public void Sixteen_bit_values_survive_and_louder_ones_are_clipped()
    {
        using var file = new TempFile();
        float[] every = Enumerable.Range(-32768, 65536).Select(i => i / 32768f).ToArray();
        AudioFile.WriteMono(file.Path, [.. every, 1f, 7f, -7f, float.NaN], 22050);
        float[] read = AudioFile.ReadMono(file.Path, 22050);
        Assert.Equal(every, read[..65536]);
        Assert.Equal([32767 / 32768f, 32767 / 32768f, -1f, 0f], read[65536..]);
    }

    [Fact]
    public void Header_declares_what_is_there_while_recording_goes_on()
    {
        using var file = new TempFile();
        using var writer = new WavWriter(file.Path, 8000, channels: 2);
        Assert.Equal((44, 0u), (new FileInfo(file.Path).Length, DeclaredBytes(file.Path)));
        for (int block = 1; block <= 100; block++)
        {
            writer.Write(new float[2 * 800]);
            long data = new FileInfo(file.Path).Length - 44;
            Assert.Equal(block * 3200, data);
            // Never more than the file holds, never more than a second behind.
            Assert.InRange(DeclaredBytes(file.Path), data - 32000 + 1, data);
            using var reader = new WavReader(file.Path);
            Assert.Equal(2, reader.Format.Channels);
        }

        writer.Dispose();
        Assert.Equal(320000u, DeclaredBytes(file.Path));
        writer.Dispose();
    }

    [Fact]
    public void Recording_killed_in_its_first_second_can_be_read()
    {
        using var file = new TempFile();
        using var copy = new TempFile();
        using (var writer = new WavWriter(file.Path, 16000))
        {
            writer.Write(Enumerable.Repeat(0.25f, 1000).ToArray());
            File.Copy(file.Path, copy.Path);
        }

        Assert.Equal(0u, DeclaredBytes(copy.Path));
        Assert.Equal(Enumerable.Repeat(0.25f, 1000), AudioFile.ReadMono(copy.Path, 16000));
    }

    [Fact]
    public void Part_of_a_frame_is_refused()
    {
        using var file = new TempFile();
        using var writer = new WavWriter(file.Path, 16000, channels: 2);
        Assert.Throws<ArgumentException>(() => writer.Write(new float[3]));
    }

    [Fact]
    public void Unwritable_path_is_named()
    {
        string path = Path.Combine(Path.GetTempPath(), "no-such-folder", "x.wav");
        var error = Assert.Throws<DirectoryNotFoundException>(() => new WavWriter(path, 16000));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        using var file = new TempFile();
        using var writer = new WavWriter(file.Path, 16000);
        var block = new float[160];
        writer.Write(block);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 300; i++)
                writer.Write(block);
        }));
    }

    private static uint DeclaredBytes(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[44];
        stream.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(40));
    }
}
