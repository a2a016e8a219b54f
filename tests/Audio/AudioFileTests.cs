namespace EmbeddedSeq.Audio.Tests;

public class AudioFileTests
{
    private static readonly float[] Ramp = Enumerable.Range(0, 32000).Select(i => (i % 20000 - 10000) / 32768f).ToArray();

    [Fact]
    public void ReadMono_returns_what_WriteMono_wrote()
    {
        using var file = new TempFile();
        AudioFile.WriteMono(file.Path, Ramp, 16000);
        Assert.Equal(Ramp, AudioFile.ReadMono(file.Path, 16000));
    }

    [Fact]
    public void ReadMono_reads_only_the_stretch()
    {
        using var file = new TempFile();
        AudioFile.WriteMono(file.Path, Ramp, 16000);
        float[] stretch = AudioFile.ReadMono(file.Path, 16000, TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(0.9));
        Assert.Equal(Ramp[11200..25600], stretch);
        Assert.Equal(Ramp[11200..], AudioFile.ReadMono(file.Path, 16000, TimeSpan.FromSeconds(0.7)));
    }

    [Fact]
    public void ReadMono_resamples_the_stretch()
    {
        using var file = new TempFile();
        AudioFile.WriteMono(file.Path, Ramp, 44100);
        float[] stretch = AudioFile.ReadMono(file.Path, 16000, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.5));
        Assert.Equal(Resampler.Resample(Ramp.AsSpan(4410, 22050), 44100, 16000), stretch);
        Assert.Equal(8000, stretch.Length);
    }

    [Theory]
    [InlineData(1.5, 0.51, true)]
    [InlineData(1.5, 0.511, false)]
    [InlineData(2.005, null, true)]
    [InlineData(2.02, null, false)]
    public void ReadMono_forgives_10_ms_past_the_end(double offset, double? duration, bool forgiven)
    {
        using var file = new TempFile();
        AudioFile.WriteMono(file.Path, Ramp, 16000);
        TimeSpan? length = duration is { } d ? TimeSpan.FromSeconds(d) : null;
        float[] Read() => AudioFile.ReadMono(file.Path, 16000, TimeSpan.FromSeconds(offset), length);
        if (forgiven)
        {
            Assert.Equal(Ramp[Math.Min(32000, (int)(offset * 16000))..], Read());
            return;
        }

        var error = Assert.Throws<AudioFormatException>(Read);
        Assert.Contains("2.000 s", error.Found, StringComparison.Ordinal);
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadMono_names_a_missing_file()
    {
        var error = Assert.Throws<FileNotFoundException>(() => AudioFile.ReadMono("no-such-file.wav", 16000));
        Assert.Contains("no-such-file.wav", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadMono_serves_two_threads_at_once()
    {
        using var file = new TempFile();
        AudioFile.WriteMono(file.Path, Ramp, 16000);
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var offset = TimeSpan.FromMilliseconds(5 * i);
            Assert.Equal(Ramp[(80 * i)..(80 * i + 8000)], AudioFile.ReadMono(file.Path, 16000, offset, TimeSpan.FromSeconds(0.5)));
        });
    }
}
