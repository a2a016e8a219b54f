using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>What was heard, as frames that can be compared by time warping: the square roots of the letters' probabilities, so that the scalar product of two frames is their Bhattacharyya coefficient.</summary>
internal static class PosteriorFrames
{
    private const int MostlyBlank = 48; // No letter is more probable than e^-3 of the blank.

    /// <summary>Makes frames of the steps at which a letter was heard, or almost.</summary>
    /// <param name="costs">[T, V] as <see cref="PosteriorCode"/> writes them.</param>
    /// <param name="index">The tokens.</param>
    /// <returns>Null if there is no such step.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static WarpSequence? Of(ReadOnlySpan<byte> costs, IndexDescription index)
    {
        int width = index.Tokens.Count, letters = width - 1, space = index.Space;
        var frames = new List<float>();
        for (; costs.Length >= width; costs = costs[width..])
        {
            int nearest = byte.MaxValue;
            for (int v = 1; v < width; v++)
            {
                if (v != space) nearest = Math.Min(nearest, costs[v]);
            }
            if (nearest > MostlyBlank) continue;
            for (int v = 1; v <= letters; v++) frames.Add(v == space ? 0 : MathF.Exp(-costs[v] / (2 * PosteriorCode.UnitsPerNat)));
        }
        return frames.Count == 0 ? null : new WarpSequence(frames.ToArray(), letters);
    }
}
