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

    private const int Half = 32, Line = 64;

    // Of each token: cost of paths that end with it, in lanes 0 to 31 and 32 to 63; with a blank behind it; and its cap.
    private const int StateVectors = 5, Cap = 4;

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
        // States cross no cache line, and the caps lie beside them in full width.
        byte* memory = stackalloc byte[(count * StateVectors + 1) * Line];
        var states = (Vector512<ushort>*)((nint)(memory + Line - 1) / Line * Line);
        nint* offsets = stackalloc nint[count];
        for (int i = 0; i < count; i++)
        {
            offsets[i] = tokens[i] * plane;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offsets[i] + plane, planes.Length);
            new Span<Vector512<ushort>>(states + i * StateVectors, StateVectors - 1).Fill(Vector512<ushort>.AllBitsSet);
            states[i * StateVectors + Cap] = Vector512.Create((ushort)caps[i]);
        }
        Vector512<ushort>* last = states + (count - 1) * StateVectors;
        fixed (byte* p = planes)
        fixed (int* y = tokens)
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
                    Step(costs, offsets, y, Vector512.Create((ushort)blankCap), count, entry, states);
                    low = Vector512.Min(low, last[0] | Behind(0, shift));
                    high = Vector512.Min(high, last[1] | Behind(Half, shift));
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

    // From the last token to the first, so that what a state reads has not been replaced yet. What is read of the token before is
    // what is replaced next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(byte* costs, nint* offsets, int* tokens, Vector512<ushort> blankCap, int count, Vector512<ushort> entry, Vector512<ushort>* states)
    {
        Vector512<ushort> lowBlankCost = Vector512.Min(Widen(costs), blankCap), highBlankCost = Vector512.Min(Widen(costs + Half), blankCap);
        Vector512<ushort>* state = states + (count - 1) * StateVectors;
        Vector512<ushort> lowLetter = state[0], highLetter = state[1], lowBlank = state[2], highBlank = state[3];
        for (int i = count - 1; i > 0; i--, state -= StateVectors)
        {
            Vector512<ushort>* before = state - StateVectors;
            Vector512<ushort> lowBefore = before[0], highBefore = before[1], lowGap = before[2], highGap = before[3];
            Vector512<ushort> low = Vector512.Min(lowLetter, lowGap), high = Vector512.Min(highLetter, highGap);
            if (tokens[i] != tokens[i - 1])
            {
                low = Vector512.Min(low, lowBefore);
                high = Vector512.Min(high, highBefore);
            }
            state[2] = Add(Vector512.Min(lowBlank, lowLetter), lowBlankCost);
            state[3] = Add(Vector512.Min(highBlank, highLetter), highBlankCost);
            state[0] = Add(low, Vector512.Min(Widen(costs + offsets[i]), state[Cap]));
            state[1] = Add(high, Vector512.Min(Widen(costs + offsets[i] + Half), state[Cap]));
            (lowLetter, highLetter, lowBlank, highBlank) = (lowBefore, highBefore, lowGap, highGap);
        }
        state[2] = Add(Vector512.Min(lowBlank, lowLetter), lowBlankCost);
        state[3] = Add(Vector512.Min(highBlank, highLetter), highBlankCost);
        state[0] = Add(Vector512.Min(lowLetter, entry), Vector512.Min(Widen(costs + offsets[0]), state[Cap]));
        state[1] = Add(Vector512.Min(highLetter, entry), Vector512.Min(Widen(costs + offsets[0] + Half), state[Cap]));
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
