using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>One row of dynamic time warping: now[j] = min(before[j] + c[j], before[j−1] + 2·c[j], now[j−1] + c[j]).</summary>
/// <remarks>Sakoe and Chiba 1978, symmetric form without slope constraint: a diagonal step counts twice, so all paths weigh T_a + T_b.</remarks>
internal static class WarpingStep
{
    /// <summary>Runs a row. What lies outside the band is +∞ in <paramref name="before"/>, and nothing leads into the row from its left.</summary>
    /// <param name="before">The row before at the same columns.</param>
    /// <param name="beforeLeft">The row before at one column less each.</param>
    /// <param name="costs">Costs in; the length of all four is the same.</param>
    /// <param name="now">Out.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<float> before, ReadOnlySpan<float> beforeLeft, ReadOnlySpan<float> costs, Span<float> now)
    {
        // What does not depend on the left neighbour first, many columns at once; then the chain from left to right.
        before = before[..now.Length];
        beforeLeft = beforeLeft[..now.Length];
        costs = costs[..now.Length];
        ReadOnlySpan<Vector512<float>> up = MemoryMarshal.Cast<float, Vector512<float>>(before), diagonal = MemoryMarshal.Cast<float, Vector512<float>>(beforeLeft), cost = MemoryMarshal.Cast<float, Vector512<float>>(costs);
        Span<Vector512<float>> target = MemoryMarshal.Cast<float, Vector512<float>>(now);
        for (int v = 0; v < target.Length; v++) target[v] = Vector512.MinNative(up[v] + cost[v], diagonal[v] + (cost[v] + cost[v]));
        for (int j = target.Length * Vector512<float>.Count; j < now.Length; j++) now[j] = Min(before[j] + costs[j], beforeLeft[j] + (costs[j] + costs[j]));
        float left = float.PositiveInfinity;
        for (int j = 0; j < now.Length; j++) now[j] = left = Min(now[j], left + costs[j]);
    }

    // Nothing here is NaN: the instruction that does not care is the fast one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Min(float a, float b) => float.MinNative(a, b);
}
