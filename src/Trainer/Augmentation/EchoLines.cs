using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>
/// The echo of a random room as a feedback delay network (Jot and Chaigne 1991): eight delay lines of 4 to 60 ms whose outputs are
/// mixed by a Householder reflection and fed back. Costs the same for any decay, unlike convolution with a room's response.
/// </summary>
internal sealed class EchoLines
{
    private const int Lines = 8;
    private const double ShortestSeconds = 0.004, LongestSeconds = 0.060;

    // Long against the delays, so that the past seldom has to be moved back to the start, and short enough for the cache.
    private const int MinMemory = 4096;

    private readonly int[] _delays = new int[Lines];
    private readonly float[] _recent = new float[Lines], _older = new float[Lines], _into = new float[Lines], _outOf = new float[Lines];

    /// <param name="decaySeconds">RT60 of low tones.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="random">Draws the room: delays, signs, and how much faster high tones die away.</param>
    public EchoLines(double decaySeconds, int sampleRate, SeededRandom random)
    {
        double damping = random.Next(0, 0.4);
        for (int i = 0; i < Lines; i++)
        {
            // One delay in each of eight equal steps of pitch: no two lines beat together.
            double seconds = ShortestSeconds * Math.Pow(LongestSeconds / ShortestSeconds, (i + random.NextDouble()) / Lines);
            // A vector is made at once and must not need its own outputs.
            _delays[i] = Math.Max(Vector256<float>.Count, (int)(seconds * sampleRate));
            double gain = Math.Pow(10, -3 * (_delays[i] / (double)sampleRate) / decaySeconds);
            // Feedback through the mean of two neighbours, weighted: all of a low tone comes back, less of a high one.
            (_recent[i], _older[i]) = ((float)(gain * (1 - damping)), (float)(gain * damping));
            _into[i] = random.Chance(0.5) ? 1 : -1;
            _outOf[i] = random.Chance(0.5) ? 1 : -1;
        }
    }

    /// <summary>The echo without the direct sound, of any level.</summary>
    public float[] Run(ReadOnlySpan<float> samples)
    {
        const int Width = 8;
        int padded = (samples.Length + Width - 1) / Width * Width;
        float[] echo = new float[padded];
        samples.CopyTo(echo);
        int history = _delays.Max() + 1, size = Math.Max(MinMemory, 4 * history), now = history;
        float[] memory = new float[Lines * size];
        Span<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(echo.AsSpan()), arriving = stackalloc Vector256<float>[Lines];
        ref float first = ref MemoryMarshal.GetArrayDataReference(memory);
        foreach (ref Vector256<float> x in vectors)
        {
            if (now + Width > size)
            {
                for (int i = 0; i < Lines; i++) memory.AsSpan(i * size + now - history, history).CopyTo(memory.AsSpan(i * size));
                now = history;
            }
            Vector256<float> sum = default, heard = default;
            for (int i = 0; i < Lines; i++)
            {
                nuint past = (nuint)(i * size + now - _delays[i]);
                Vector256<float> y = Vector256.LoadUnsafe(ref first, past) * _recent[i] + Vector256.LoadUnsafe(ref first, past - 1) * _older[i];
                arriving[i] = y;
                sum += y;
                heard += y * _outOf[i];
            }
            sum *= 2f / Lines;
            for (int i = 0; i < Lines; i++) (arriving[i] - sum + x * _into[i]).StoreUnsafe(ref first, (nuint)(i * size + now));
            x = heard;
            now += Width;
        }
        return padded == samples.Length ? echo : echo[..samples.Length];
    }
}
