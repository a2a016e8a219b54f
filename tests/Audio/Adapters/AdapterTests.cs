using EmbeddedSeq.Audio.Adapters;
using EmbeddedSeq.Audio.Tests.Capture;
using NAudio.Wave;
using NAudio.Wave.SampleProviders;

namespace EmbeddedSeq.Audio.Tests.Adapters;

public class AdapterTests
{
    public static TheoryData<int, int> Formats => new() { { 16000, 1 }, { 16000, 2 }, { 48000, 2 }, { 44100, 1 } };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Pump_moves_all_of_a_provider(int rate, int channels)
    {
        using TempFile file = Noise(rate, channels);
        using var reader = new WaveFileReader(file.Path);
        var pump = new SampleProviderPump(reader.ToSampleProvider());
        var samples = new List<float>();
        while (pump.Pump(block => samples.AddRange(block)))
        {
        }

        Assert.Equal(AudioFile.ReadMono(file.Path, 16000), samples);
    }

    [Fact]
    public void Pump_takes_a_live_generator_in_tenths_of_a_second()
    {
        var generator = new SignalGenerator(48000, 1) { Frequency = 440, Gain = 0.5 };
        var pump = new SampleProviderPump(generator);
        int count = 0;
        for (int i = 0; i < 10; i++)
            Assert.True(pump.Pump(block => count += block.Length));
        Assert.InRange(count, 15900, 16000);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Recorder_becomes_a_microphone(int rate, int channels)
    {
        using TempFile file = Noise(rate, channels);
        using Microphone microphone = new FileWaveIn(file.Path).ToMicrophone();
        var recorder = new Recorder(microphone);
        microphone.Start();

        Assert.Null(await recorder.Ended());
        Assert.Equal(AudioFile.ReadMono(file.Path, 16000), recorder.ToArray());
        Assert.Equal("FileWaveIn", microphone.DeviceName);
        Assert.Equal(new SampleFormat(SampleEncoding.Pcm, rate, channels, 2), microphone.DeviceFormat);
    }

    [Fact]
    public async Task Lost_recorder_is_an_error()
    {
        using TempFile file = Noise(16000, 1);
        using Microphone microphone = new FileWaveIn(file.Path, new IOException("unplugged")).ToMicrophone(name: "headset");
        var recorder = new Recorder(microphone);
        microphone.Start();
        Assert.Equal("recording device \"headset\": was lost: unplugged", Assert.IsType<AudioDeviceException>(await recorder.Ended()).Message);
    }

    [Fact]
    public async Task Handler_that_throws_stops_the_recorder()
    {
        using TempFile file = Noise(16000, 1);
        using Microphone microphone = new FileWaveIn(file.Path).ToMicrophone();
        microphone.SamplesAvailable += _ => throw new InvalidOperationException("full");
        var recorder = new Recorder(microphone);
        microphone.Start();
        Assert.Equal("full", Assert.IsType<InvalidOperationException>(await recorder.Ended()).Message);
        Assert.Equal(0, recorder.Count);
    }

    [Fact]
    public void Compressed_samples_are_refused() =>
        Assert.Throws<NotSupportedException>(() => WaveFormat.CreateMuLawFormat(8000, 1).ToSampleFormat());

    [Fact]
    public void Extensible_format_is_understood() =>
        Assert.Equal(new SampleFormat(SampleEncoding.IeeeFloat, 48000, 2, 4), new WaveFormatExtensible(48000, 32, 2).ToSampleFormat());

    [Fact]
    public void WavWriter_writes_what_NAudio_reads()
    {
        using TempFile file = Noise(44100, 2);
        using var theirs = new WaveFileReader(file.Path);
        using var ours = new WavReader(file.Path);
        var expected = new float[ours.FrameCount * 2];
        var read = new float[expected.Length];
        ours.ReadInterleaved(expected);
        Assert.Equal(read.Length, theirs.ToSampleProvider().Read(read, 0, read.Length));
        Assert.Equal(expected, read);
    }

    private static TempFile Noise(int rate, int channels)
    {
        var random = new Random(9);
        var file = new TempFile();
        using var writer = new WavWriter(file.Path, rate, channels);
        writer.Write(Enumerable.Range(0, rate * channels).Select(_ => random.NextSingle() - 0.5f).ToArray());
        return file;
    }
}
