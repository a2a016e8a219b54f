using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>
/// Distance of two sequences that are spoken at different speeds: the mean cosine distance along the best alignment. Allocates
/// nothing once it has seen its longest sequence. Not for two threads at once.
/// </summary>
/// <remarks>
/// Sakoe and Chiba 1978: symmetric steps (a diagonal one counts twice), a band around the straight line, divided by T_a + T_b.
/// The result lies between 0 and 2 and does not depend on the order of the two.
/// </remarks>
public sealed class DynamicTimeWarping
{
    private readonly double _band;
    private float[] _before = [], _now = [], _costs = [];

    /// <param name="band">How far an alignment may stray from the straight line, as a part of the longer sequence: 0 to 1; 1 allows every alignment.</param>
    /// <exception cref="ArgumentOutOfRangeException">The band is outside 0 to 1.</exception>
    public DynamicTimeWarping(double band = 0.2)
    {
        if (!(band is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(band), band, "Expected a part from 0 to 1.");
        _band = band;
    }

    /// <summary>The distance of two sequences.</summary>
    /// <exception cref="ArgumentException">Their frames differ in length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Distance(WarpSequence a, WarpSequence b)
    {
        if (a.Size != b.Size) throw new ArgumentException($"Frames of {a.Size} and of {b.Size} numbers cannot be compared.", nameof(b));
        if (a.Count < b.Count) (a, b) = (b, a); // The straight line then rises by at most one column a row, so neighbouring rows of the band always touch.
        Reserve(b.Stride);
        double slope = a.Count == 1 ? 0 : (b.Count - 1) / (double)(a.Count - 1);
        int reach = Math.Max(1, (int)Math.Ceiling(_band * a.Count));
        // A cell lies one place behind its column, so that a row has a left neighbour everywhere.
        Span<float> before = _before, now = _now;
        before[..(b.Count + 1)].Fill(float.PositiveInfinity);
        int low = 0, high = 0;
        for (int i = 0; i < a.Count; i++)
        {
            int line = (int)Math.Round(i * slope), first = Math.Max(0, line - reach), end = Math.Min(b.Count, line + reach + 1);
            int block = first / CosineCosts.Width * CosineCosts.Width;
            Span<float> costs = _costs.AsSpan(0, (end - block + CosineCosts.Width - 1) / CosineCosts.Width * CosineCosts.Width);
            CosineCosts.Run(a.Frame(i), b.Columns, b.Stride, block, costs);
            costs = costs[(first - block)..(end - block)];
            // Of the row before the last, outside its band, there may still be something where this row reads.
            before.Slice(high + 1, Math.Max(0, end - high)).Fill(float.PositiveInfinity);
            before[low] = float.PositiveInfinity;
            if (i == 0) FirstRow(costs, now[1..]);
            else WarpingStep.Run(before[(first + 1)..], before[first..], costs, now.Slice(first + 1, end - first));
            (low, high) = (first, end);
            Span<float> swap = before;
            before = now;
            now = swap;
        }
        return before[b.Count] / (a.Count + b.Count);
    }

    private static void FirstRow(ReadOnlySpan<float> costs, Span<float> row)
    {
        row[0] = 2 * costs[0]; // The first pair counts as a diagonal step.
        for (int j = 1; j < costs.Length; j++) row[j] = row[j - 1] + costs[j];
    }

    private void Reserve(int columns)
    {
        if (_costs.Length >= columns) return;
        (_before, _now, _costs) = (new float[columns + 1], new float[columns + 1], new float[columns]);
    }
}
