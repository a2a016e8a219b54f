using EmbeddedSeq.Audio.Conversion;

namespace EmbeddedSeq.Audio;

/// <summary>
/// Changes the sample rate of a stream: polyphase windowed sinc, flat to 0.9 of the lower Nyquist frequency, aliases
/// and images 100 dB down by design (measured in the tests). Between any two rates; the output does not depend on how
/// the input was cut, output sample n lies exactly at input time n / OutputRate, and nothing is allocated after creation.
/// </summary>
/// <remarks>Belongs to one stream; not for use from two threads at once.</remarks>
public sealed class Resampler
{
    // Input taken in per refill of the window; larger only spares copies of the filter's overlap.
    private const int RefillSamples = 4096;

    private readonly PolyphaseFilter? filter;
    private readonly float[] window;
    private int start;
    private int end;
    private int phase;
    private long received;
    private long produced;
    private bool flushed;

    /// <summary>Creates a resampler.</summary>
    /// <param name="inputRate">Samples per second that go in, 1 000 to 768 000 Hz.</param>
    /// <param name="outputRate">Samples per second that come out, 1 000 to 768 000 Hz.</param>
    public Resampler(int inputRate, int outputRate)
    {
        CheckRate(inputRate, nameof(inputRate));
        CheckRate(outputRate, nameof(outputRate));
        InputRate = inputRate;
        OutputRate = outputRate;
        filter = inputRate == outputRate ? null : PolyphaseFilter.For(inputRate, outputRate);
        window = filter is null ? [] : new float[filter.Taps + RefillSamples];
        Reset();
    }

    /// <summary>Samples per second that go in.</summary>
    public int InputRate { get; }

    /// <summary>Samples per second that come out.</summary>
    public int OutputRate { get; }

    /// <summary>How much input past an output's own time must have arrived before it comes out.</summary>
    public TimeSpan Latency => TimeSpan.FromSeconds((filter?.Taps ?? 0) / 2 / (double)InputRate);

    /// <summary>Most samples that <see cref="Process"/> can give for this many samples of input.</summary>
    public int MaxOutput(int inputSamples) => checked((int)((long)inputSamples * OutputRate / InputRate + 1));

    /// <summary>Takes input and gives output, until either span is used up.</summary>
    /// <param name="input">Finite samples at <see cref="InputRate"/>.</param>
    /// <param name="output">Room for samples at <see cref="OutputRate"/>.</param>
    /// <param name="consumed">Samples of <paramref name="input"/> taken; all of them if <paramref name="output"/> holds <see cref="MaxOutput"/>.</param>
    /// <returns>Samples written.</returns>
    public int Process(ReadOnlySpan<float> input, Span<float> output, out int consumed)
    {
        if (flushed)
            throw new InvalidOperationException("The stream was flushed; Reset begins a new one.");
        int written = Run(input, output, out consumed);
        received += consumed;
        return written;
    }

    /// <summary>
    /// Ends the stream: gives the samples that were waiting for more input, taking silence for it. Call until it
    /// returns 0; in all, n samples of input give n * OutputRate / InputRate samples, rounded up.
    /// </summary>
    public int Flush(Span<float> output)
    {
        flushed = true;
        if (filter is null)
            return 0;
        long total = (received * filter.Up + filter.Down - 1) / filter.Down;
        output = output[..(int)Math.Min(output.Length, total - produced)];
        int written = 0;
        Span<float> silence = stackalloc float[64];
        silence.Clear();
        while (written < output.Length)
            written += Run(silence, output[written..], out _);
        return written;
    }

    /// <summary>Forgets the stream, so that the next sample is the first of a new one.</summary>
    public void Reset()
    {
        received = 0;
        produced = 0;
        flushed = false;
        phase = 0;
        start = 0;
        // Silence before the first sample, so that the first output is centred on it.
        end = filter is null ? 0 : filter.Taps / 2 - 1;
        window.AsSpan(0, end).Clear();
    }

    /// <summary>Resamples a whole recording. <paramref name="samples"/> itself is never returned.</summary>
    public static float[] Resample(ReadOnlySpan<float> samples, int inputRate, int outputRate)
    {
        var resampler = new Resampler(inputRate, outputRate);
        var output = new float[checked((int)(((long)samples.Length * outputRate + inputRate - 1) / inputRate))];
        int written = resampler.Process(samples, output, out _);
        resampler.Flush(output.AsSpan(written));
        return output;
    }

    private static void CheckRate(int rate, string parameter)
    {
        if (rate is < SampleRates.Min or > SampleRates.Max)
            throw new ArgumentOutOfRangeException(parameter, rate, $"A sample rate lies between {SampleRates.Min} and {SampleRates.Max} Hz.");
    }

    private int Run(ReadOnlySpan<float> input, Span<float> output, out int consumed)
    {
        if (filter is null)
        {
            consumed = Math.Min(input.Length, output.Length);
            input[..consumed].CopyTo(output);
            return consumed;
        }

        consumed = 0;
        int written = 0;
        while (true)
        {
            written += Drain(filter, output[written..]);
            int count = Math.Min(input.Length - consumed, window.Length - end);
            if (end - start >= filter.Taps || count == 0)
                break;
            input.Slice(consumed, count).CopyTo(window.AsSpan(end));
            consumed += count;
            end += count;
        }

        produced += written;
        return written;
    }

    /// <summary>Gives the outputs whose samples are all in the window, then makes room for new samples.</summary>
    private int Drain(PolyphaseFilter filter, Span<float> output)
    {
        int written = 0;
        for (; written < output.Length && end - start >= filter.Taps; written++)
        {
            output[written] = filter.Apply(window.AsSpan(start), phase);
            phase += filter.Down;
            start += phase / filter.Up;
            phase %= filter.Up;
        }

        if (start > 0 && start < end && end == window.Length)
        {
            window.AsSpan(start, end - start).CopyTo(window);
            end -= start;
            start = 0;
        }

        return written;
    }
}
