using System.Runtime.InteropServices;
using EmbeddedSeq.Audio.Capture;

namespace EmbeddedSeq.Audio.Tests.Capture;

/// <summary>What a microphone makes of devices with formats of their own.</summary>
public class DeviceFormatTests
{
    [Theory]
    [InlineData(SampleEncoding.Pcm, 4, 48000, 2)]
    [InlineData(SampleEncoding.IeeeFloat, 4, 44100, 2)]
    [InlineData(SampleEncoding.Pcm, 3, 16000, 4)]
    public void Frames_become_what_the_same_file_would_give(SampleEncoding encoding, int bytes, int rate, int channels)
    {
        var format = new SampleFormat(encoding, rate, channels, bytes);
        byte[] frames = Frames(format, rate);
        using var file = new TempFile(new WavFileBuilder().Format(format).Chunk("data", frames).ToArray());
        using var device = new HandOperatedDevice(format);
        using var microphone = new Microphone(device, 16000);
        var samples = new List<float>();
        microphone.SamplesAvailable += block => samples.AddRange(block);
        for (int round = 0; round < 2; round++)
        {
            samples.Clear();
            microphone.Start();
            var random = new Random(10);
            for (int done = 0, count; done < frames.Length; done += count)
            {
                count = Math.Min(random.Next(3000) * format.BytesPerFrame, frames.Length - done);
                device.Deliver(frames.AsSpan(done, count));
            }

            microphone.Stop();
            Assert.Equal(AudioFile.ReadMono(file.Path, 16000), samples);
        }
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var format = new SampleFormat(SampleEncoding.Pcm, 44100, 2, 2);
        using var device = new HandOperatedDevice(format);
        using var microphone = new Microphone(device, 16000);
        int count = 0;
        microphone.SamplesAvailable += block => count += block.Length;
        microphone.Start();
        byte[] frames = Frames(format, 882);
        device.Deliver(frames);
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                device.Deliver(frames);
        }));
        Assert.InRange(count, 32000, 33000);
    }

    private static byte[] Frames(SampleFormat format, int count)
    {
        var random = new Random(11);
        var bytes = new byte[count * format.BytesPerFrame];
        random.NextBytes(bytes);
        if (format.Encoding == SampleEncoding.IeeeFloat)
        {
            foreach (ref float sample in MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
                sample = random.NextSingle() - 0.5f;
        }

        return bytes;
    }

    private sealed class HandOperatedDevice(SampleFormat format) : CaptureDevice("by hand")
    {
        private FrameSink? deliver;
        private Action<Exception?>? ended;

        public override SampleFormat Format => format;

        public override void Start(FrameSink deliver, Action<Exception?> ended) => (this.deliver, this.ended) = (deliver, ended);

        public void Deliver(ReadOnlySpan<byte> frames) => deliver!(frames);

        public override void Stop() => ended?.Invoke(null);

        public override void Dispose()
        {
        }
    }
}
