using System.Diagnostics;
using Xunit.Abstractions;

namespace EmbeddedSeq.Audio.Tests.Capture;

[Collection(AlsaTests.Name)]
public class MicrophoneTests(ITestOutputHelper log)
{
    [Fact]
    public async Task Samples_arrive_exactly_and_in_real_time()
    {
        using var device = new VirtualMicrophone();
        using var microphone = Microphone.Open(device.DeviceName);
        var recorder = new Recorder(microphone);
        short[] spoken = Noise(2 * VirtualMicrophone.SampleRate);
        microphone.Start();
        device.Speak(spoken);
        VirtualMicrophone.WaitUntil(() => recorder.Count >= spoken.Length, $"{spoken.Length} samples do not arrive");
        microphone.Stop();

        Assert.Null(await recorder.Ended());
        Assert.Equal(spoken.Select(sample => sample / 32768f), recorder.ToArray());
        Assert.Equal(0, microphone.Overruns);
        Assert.Equal(new SampleFormat(SampleEncoding.Pcm, 16000, 1, 2), microphone.DeviceFormat);
    }

    [Fact]
    public void Stop_returns_while_no_data_flows_and_recording_can_begin_again()
    {
        using var device = new VirtualMicrophone();
        using var microphone = Microphone.Open(device.DeviceName);
        var ends = new List<Exception?>();
        microphone.Stopped += (_, e) => ends.Add(e.Error);
        for (int round = 1; round <= 3; round++)
        {
            microphone.Start();
            Thread.Sleep(100);
            var clock = Stopwatch.StartNew();
            microphone.Stop();
            log.WriteLine($"stop returned after {clock.Elapsed.TotalMilliseconds:F1} ms");
            // Not a measurement: a stop that waits for data would never return.
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"Stop took {clock.Elapsed}.");
            Assert.Equal(round, ends.Count);
            Assert.All(ends, Assert.Null);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_daemon_ends_the_stream_with_an_error(bool dataFlows)
    {
        using var device = new VirtualMicrophone();
        using var microphone = Microphone.Open(device.DeviceName);
        var recorder = new Recorder(microphone);
        microphone.Start();
        if (dataFlows)
        {
            device.Speak(Noise(1600));
            VirtualMicrophone.WaitUntil(() => recorder.Count > 0, "Samples do not arrive");
        }

        device.Kill();
        var clock = Stopwatch.StartNew();
        var error = Assert.IsType<AudioDeviceException>(await recorder.Ended());
        Assert.Equal(device.DeviceName, error.DeviceName);
        log.WriteLine($"{error.Message}, {clock.Elapsed.TotalMilliseconds:F0} ms after the daemon");
        microphone.Stop();
        Assert.Throws<AudioDeviceException>(microphone.Start);
    }

    [Fact]
    public async Task Handler_that_throws_ends_the_stream_with_its_error()
    {
        using var device = new VirtualMicrophone();
        using var microphone = Microphone.Open(device.DeviceName);
        int calls = 0;
        microphone.SamplesAvailable += _ =>
        {
            calls++;
            throw new InvalidOperationException("full");
        };
        var recorder = new Recorder(microphone);
        microphone.Start();
        device.Speak(Noise(1600));

        Assert.Equal("full", Assert.IsType<InvalidOperationException>(await recorder.Ended()).Message);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Handler_may_stop_the_stream()
    {
        using var device = new VirtualMicrophone();
        using var microphone = Microphone.Open(device.DeviceName);
        microphone.SamplesAvailable += _ => microphone.Stop();
        var recorder = new Recorder(microphone);
        microphone.Start();
        device.Speak(Noise(1600));

        Assert.Null(await recorder.Ended());
    }

    [Fact]
    public async Task Other_rate_is_resampled()
    {
        using var device = new VirtualMicrophone();
        using var microphone = Microphone.Open(device.DeviceName, sampleRate: 8000);
        var recorder = new Recorder(microphone);
        microphone.Start();
        device.Speak(Noise(8000));
        VirtualMicrophone.WaitUntil(() => recorder.Count >= 3900, "Samples do not arrive");
        microphone.Stop();

        Assert.Null(await recorder.Ended());
        Assert.InRange(recorder.Count, 3900, 4100);
    }

    [Fact]
    public async Task Slow_handler_loses_nothing()
    {
        using var device = new VirtualMicrophone();
        using var microphone = Microphone.Open(device.DeviceName);
        var recorder = new Recorder(microphone);
        int calls = 0;
        microphone.SamplesAvailable += _ => Thread.Sleep(calls++ == 0 ? 400 : 0);
        short[] spoken = Noise(VirtualMicrophone.SampleRate);
        microphone.Start();
        device.Speak(spoken);
        VirtualMicrophone.WaitUntil(() => recorder.Count >= spoken.Length, "Samples do not arrive");
        microphone.Stop();

        Assert.Null(await recorder.Ended());
        Assert.Equal(spoken.Select(sample => sample / 32768f), recorder.ToArray());
    }

    [Fact]
    public void Second_start_is_refused()
    {
        using var device = new VirtualMicrophone();
        using var microphone = Microphone.Open(device.DeviceName);
        microphone.Start();
        Assert.Throws<InvalidOperationException>(microphone.Start);
    }

    [Fact]
    public void Unknown_device_is_named_and_the_known_ones_are_listed()
    {
        using var device = new VirtualMicrophone();
        var error = Assert.Throws<AudioDeviceException>(() => Microphone.Open("no-such-microphone"));
        Assert.Equal("no-such-microphone", error.DeviceName);
        Assert.Contains("\"no-such-microphone\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("available: \"virtual_mic\"", error.Message, StringComparison.Ordinal);
        Assert.Equal([new AudioDevice("virtual_mic", "Virtual microphone")], AudioDevices.List());
    }

    private static short[] Noise(int length)
    {
        var random = new Random(5);
        return Enumerable.Range(0, length).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1)).ToArray();
    }
}
