using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Embedding;

/// <summary>
/// A vector without any learning: frames at equal distances through the segment, side by side, brought to length 1. The baseline
/// that a trained encoder has to beat.
/// </summary>
/// <remarks>After Holzenberger et al. 2018 and Kamper et al. 2016, who call it downsampling; frames between two are interpolated.</remarks>
public sealed class DownsamplingEncoder
{
    /// <param name="size">Numbers in a frame.</param>
    /// <param name="samples">How many frames are taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public DownsamplingEncoder(int size, int samples = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        (Size, Samples) = (size, samples);
    }

    /// <summary>Numbers in a frame.</summary>
    public int Size { get; }

    /// <summary>Frames that are taken.</summary>
    public int Samples { get; }

    /// <summary>Length of the vector.</summary>
    public int Dimension => Size * Samples;

    /// <summary>The vector of a segment.</summary>
    /// <param name="frames">[T, Size], T at least 1.</param>
    /// <param name="vector">[Dimension], of length 1 unless all frames are zeros.</param>
    /// <exception cref="ArgumentException">Lengths do not fit.</exception>
    public void Encode(ReadOnlySpan<float> frames, Span<float> vector)
    {
        int count = frames.Length / Size;
        if (count < 1 || frames.Length != count * Size || vector.Length != Dimension)
            throw new ArgumentException($"Expected frames [T, {Size}] and a vector of {Dimension}, found {frames.Length} and {vector.Length} numbers.");
        for (int i = 0; i < Samples; i++)
        {
            double place = Samples == 1 ? (count - 1) / 2.0 : i * (count - 1) / (double)(Samples - 1);
            int left = Math.Min((int)place, count - 1), right = Math.Min(left + 1, count - 1);
            float part = (float)(place - left);
            ReadOnlySpan<float> a = frames.Slice(left * Size, Size), b = frames.Slice(right * Size, Size);
            Span<float> target = vector.Slice(i * Size, Size);
            for (int d = 0; d < Size; d++) target[d] = a[d] + part * (b[d] - a[d]);
        }
        UnitVector.Normalize(vector);
    }
}
