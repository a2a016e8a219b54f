using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// The cheapest path of a token sequence through CTC costs that ends in each block of steps, for 64 stretches of sound at once: the
/// Viterbi recursion of CTC (Graves et al. 2006, section 4.1, with min and + in place of + and ·) in which a path may begin at any step.
/// </summary>
/// <remarks>
/// Costs lie in planes [V, rows + 1, 64]: stretch l covers the steps [l·rows, (l + 1)·rows), so that a path that has begun in one
/// stretch goes on in the column to the right. Nothing overlaps in memory and no path is cut, if it is at most <c>tail</c> steps long.
/// </remarks>
internal static unsafe class KeywordScan
{
    /// <summary>Stretches side by side: the bytes of a cache line.</summary>
    public const int Lanes = 64;

    /// <summary>Steps of a block.</summary>
    public const int BlockRows = 16;

    /// <summary>What no path costs.</summary>
    public const ushort Unreachable = ushort.MaxValue;

    private const int Half = 32;

    /// <summary>Number of blocks: those of a stretch and of the tail behind it.</summary>
    public static int Blocks(int rows, int tail) => (rows + tail + BlockRows - 1) / BlockRows;

    /// <summary>Runs the recursion over all stretches.</summary>
    /// <param name="planes">[V, rows + 1, 64] costs; the last row of a plane is only there so that reading beyond a row stays inside.</param>
    /// <param name="rows">Steps of a stretch.</param>
    /// <param name="tokens">The sequence, none of them the blank.</param>
    /// <param name="caps">What each token costs at most in one step.</param>
    /// <param name="blankCap">What a blank between two tokens costs at most.</param>
    /// <param name="tail">Steps that a path which has begun may go on behind its stretch.</param>
    /// <param name="minima">[Blocks, 64]: cost of the cheapest path that ends in a block of a stretch, saturated.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<byte> planes, int rows, ReadOnlySpan<int> tokens, ReadOnlySpan<byte> caps, byte blankCap, int tail, Span<ushort> minima)
    {
        int count = tokens.Length, blocks = Blocks(rows, tail);
        nint plane = (nint)(rows + 1) * Lanes;
        ArgumentOutOfRangeException.ThrowIfLessThan(minima.Length, blocks * Lanes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(caps.Length, count);
        ArgumentOutOfRangeException.ThrowIfZero(count);
        Vector512<ushort>* letters = stackalloc Vector512<ushort>[2 * count], blanks = stackalloc Vector512<ushort>[2 * count];
        nint* offsets = stackalloc nint[count];
        for (int i = 0; i < count; i++)
        {
            offsets[i] = tokens[i] * plane;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offsets[i] + plane, planes.Length);
        }
        for (int i = 0; i < 2 * count; i++) letters[i] = blanks[i] = Vector512<ushort>.AllBitsSet;
        fixed (byte* p = planes)
        fixed (int* y = tokens)
        fixed (byte* cap = caps)
        fixed (ushort* minimum = minima)
        {
            for (int block = 0; block < blocks; block++)
            {
                Vector512<ushort> low = Vector512<ushort>.AllBitsSet, high = low;
                int end = Math.Min((block + 1) * BlockRows, rows + tail);
                for (int t = block * BlockRows; t < end; t++)
                {
                    (int shift, int row) = Math.DivRem(t, rows);
                    if (shift >= Lanes) break;
                    byte* costs = p + (nint)row * Lanes + shift;
                    Vector512<ushort> entry = t < rows ? Vector512<ushort>.Zero : Vector512<ushort>.AllBitsSet;
                    Step(costs, offsets, y, cap, blankCap, count, entry, letters, blanks);
                    Step(costs + Half, offsets, y, cap, blankCap, count, entry, letters + count, blanks + count);
                    low = Vector512.Min(low, letters[count - 1] | Behind(0, shift));
                    high = Vector512.Min(high, letters[2 * count - 1] | Behind(Half, shift));
                }
                low.Store(minimum + (nint)block * Lanes);
                high.Store(minimum + (nint)block * Lanes + Half);
            }
        }
    }

    // All bits of the lanes whose step lies behind the last stretch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Behind(int first, int shift) =>
        shift == 0 ? Vector512<ushort>.Zero : Vector512.GreaterThanOrEqual(Vector512<ushort>.Indices + Vector512.Create((ushort)(first + shift)), Vector512.Create((ushort)Lanes));

    // From the last token to the first, so that what a state reads has not been replaced yet.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(byte* costs, nint* offsets, int* tokens, byte* caps, byte blankCap, int count, Vector512<ushort> entry, Vector512<ushort>* letters, Vector512<ushort>* blanks)
    {
        Vector512<ushort> blankCost = Vector512.Min(Widen(costs), Vector512.Create((ushort)blankCap));
        for (int i = count - 1; i > 0; i--)
        {
            Vector512<ushort> before = blanks[i - 1];
            if (tokens[i] != tokens[i - 1]) before = Vector512.Min(before, letters[i - 1]);
            blanks[i] = Add(Vector512.Min(blanks[i], letters[i]), blankCost);
            letters[i] = Add(Vector512.Min(letters[i], before), Vector512.Min(Widen(costs + offsets[i]), Vector512.Create((ushort)caps[i])));
        }
        blanks[0] = Add(Vector512.Min(blanks[0], letters[0]), blankCost);
        letters[0] = Add(Vector512.Min(letters[0], entry), Vector512.Min(Widen(costs + offsets[0]), Vector512.Create((ushort)caps[0])));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Widen(byte* costs)
    {
        Vector256<byte> bytes = Vector256.Load(costs);
        // One instruction; what the JIT makes of the general form takes three.
        return Avx512BW.IsSupported ? Avx512BW.ConvertToVector512UInt16(bytes) : Vector512.Create(Vector256.WidenLower(bytes), Vector256.WidenUpper(bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Add(Vector512<ushort> a, Vector512<ushort> b) => Vector512.AddSaturate(a, b);
}
