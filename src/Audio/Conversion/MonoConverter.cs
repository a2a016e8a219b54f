namespace EmbeddedSeq.Audio.Conversion;

/// <summary>Raw frames of a device to mono samples at one rate: decode, mix, resample. Allocates nothing after creation.</summary>
internal sealed class MonoConverter
{
    private const int BlockFrames = 1024;

    private readonly SampleFormat format;
    private readonly Resampler resampler;
    private readonly float[] interleaved;
    private readonly float[] mono = new float[BlockFrames];
    private readonly float[] output;

    public MonoConverter(SampleFormat format, int sampleRate)
    {
        this.format = format;
        resampler = new Resampler(format.SampleRate, sampleRate);
        interleaved = new float[BlockFrames * format.Channels];
        output = new float[resampler.MaxOutput(BlockFrames)];
    }

    /// <summary>Converts whole frames and passes on what they give.</summary>
    public void Push(ReadOnlySpan<byte> frames, SampleSink sink)
    {
        if (frames.Length % format.BytesPerFrame != 0)
            throw new ArgumentException($"Expected whole frames of {format.BytesPerFrame} bytes, found {frames.Length} bytes.", nameof(frames));

        while (!frames.IsEmpty)
        {
            int count = Math.Min(BlockFrames, frames.Length / format.BytesPerFrame);
            Span<float> samples = interleaved.AsSpan(0, count * format.Channels);
            SampleDecoder.Decode(frames[..(count * format.BytesPerFrame)], format, samples);
            PushSamples(samples, sink);
            frames = frames[(count * format.BytesPerFrame)..];
        }
    }

    /// <summary>The same for frames that are floats already: [frame][channel].</summary>
    public void PushSamples(ReadOnlySpan<float> frames, SampleSink sink)
    {
        while (!frames.IsEmpty)
        {
            Span<float> block = mono.AsSpan(0, Math.Min(BlockFrames, frames.Length / format.Channels));
            SampleDecoder.MixToMono(frames, format.Channels, block);
            int written = resampler.Process(block, output, out _);
            if (written > 0)
                sink(output.AsSpan(0, written));
            frames = frames[(block.Length * format.Channels)..];
        }
    }

    /// <summary>Passes on the end of the stream, which the resampler still holds, and begins a new one.</summary>
    public void Flush(SampleSink sink)
    {
        for (int written; (written = resampler.Flush(output)) > 0;)
            sink(output.AsSpan(0, written));
        resampler.Reset();
    }
}
