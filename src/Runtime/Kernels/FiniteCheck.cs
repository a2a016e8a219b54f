using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Whether numbers are finite: not all bits of the exponent are set.</summary>
internal static class FiniteCheck
{
    private const uint Exponent = 0x7F800000;

    /// <param name="words">Float32 numbers, or pairs of bfloat16 ones.</param>
    /// <param name="halves">Whether they are pairs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Run(ReadOnlySpan<uint> words, bool halves)
    {
        Vector512<uint> upper = Vector512.Create(Exponent), lower = Vector512.Create(Exponent >> 16), bad = Vector512<uint>.Zero;
        int i = 0;
        if (halves)
        {
            for (; i + 16 <= words.Length; i += 16)
            {
                Vector512<uint> pair = Vector512.Create(words[i..]);
                bad |= Vector512.Equals(pair & upper, upper) | Vector512.Equals(pair & lower, lower);
            }
        }
        else
        {
            for (; i + 16 <= words.Length; i += 16) bad |= Vector512.Equals(Vector512.Create(words[i..]) & upper, upper);
        }
        bool anyBad = bad != Vector512<uint>.Zero;
        for (; i < words.Length; i++) anyBad |= (words[i] & Exponent) == Exponent || (halves && (words[i] & Exponent >> 16) == Exponent >> 16);
        return !anyBad;
    }
}
