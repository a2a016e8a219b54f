using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>A sequence of frames, brought to length 1 each and laid out for <see cref="DynamicTimeWarping"/>. Immutable, shared by any number of threads.</summary>
public sealed class WarpSequence
{
    private readonly float[] _rows, _columns;

    /// <summary>Takes frames over; a frame of zeros has distance 1 to every other.</summary>
    /// <param name="frames">[T, D], T at least 1.</param>
    /// <param name="size">D.</param>
    /// <exception cref="ArgumentException">No frame, or no whole number of frames.</exception>
    public WarpSequence(ReadOnlySpan<float> frames, int size)
    {
        if (size < 1 || frames.Length < size || frames.Length % size != 0) throw new ArgumentException($"Expected one or more frames of {size} numbers, found {frames.Length} numbers.", nameof(frames));
        (Size, Count) = (size, frames.Length / size);
        Stride = (Count + CosineCosts.Width - 1) / CosineCosts.Width * CosineCosts.Width;
        _rows = frames.ToArray();
        _columns = new float[size * Stride];
        for (int t = 0; t < Count; t++)
        {
            Span<float> frame = _rows.AsSpan(t * size, size);
            float norm = MathF.Sqrt(DotProduct.Run(frame, frame));
            for (int d = 0; d < size; d++) _columns[d * Stride + t] = frame[d] = norm > 0 ? frame[d] / norm : 0;
        }
    }

    /// <summary>T, the number of frames.</summary>
    public int Count { get; }

    /// <summary>D, the length of a frame.</summary>
    public int Size { get; }

    /// <summary>Distance of two rows of <see cref="Columns"/>.</summary>
    internal int Stride { get; }

    /// <summary>[D, Stride]: number d of all frames side by side.</summary>
    internal ReadOnlySpan<float> Columns => _columns;

    /// <summary>Frame t, [D].</summary>
    internal ReadOnlySpan<float> Frame(int t) => _rows.AsSpan(t * Size, Size);
}
