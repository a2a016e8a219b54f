using EmbeddedSeq.Audio.Conversion;
using NAudio.Wave;

namespace EmbeddedSeq.Audio.Adapters;

/// <summary>Moves samples from a provider of NAudio, which is read, into a sink, which is fed, as mono at one rate.</summary>
public sealed class SampleProviderPump
{
    private readonly ISampleProvider source;
    private readonly MonoConverter converter;
    private readonly float[] block;

    /// <summary>Creates a pump.</summary>
    /// <param name="source">Any rate and channel count.</param>
    /// <param name="sampleRate">Samples per second to deliver, 1 000 to 768 000 Hz.</param>
    public SampleProviderPump(ISampleProvider source, int sampleRate = 16000)
    {
        this.source = source;
        SampleFormat format = source.WaveFormat.ToSampleFormat();
        converter = new MonoConverter(format, sampleRate);
        // A tenth of a second: little enough for a live provider, large enough for a file.
        block = new float[format.SampleRate / 10 * format.Channels];
    }

    /// <summary>Moves up to a tenth of a second.</summary>
    /// <returns>False when the provider has ended; the sink then has all of it.</returns>
    public bool Pump(SampleSink sink)
    {
        int count = source.Read(block, 0, block.Length);
        if (count == 0)
            converter.Flush(sink);
        else
            converter.PushSamples(block.AsSpan(0, count), sink);
        return count > 0;
    }
}
