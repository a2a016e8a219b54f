using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Rounds a vector to 8 bits: q = round(x / factor) + 128 with factor = max |x| / 127, so that x ≈ (q − 128)·factor with an error of at most factor / 2.</summary>
internal static unsafe class Quantization
{
    private const float Smallest = 1e-30f; // The factor of smaller maxima would leave the range of normal numbers.

    /// <summary>What stands for zero.</summary>
    public const byte Zero = 128;

    /// <summary>Length with room for whole groups of four.</summary>
    public static int PaddedLength(int length) => (length + 3) & ~3;

    /// <param name="x">[length].</param>
    /// <param name="length">Numbers.</param>
    /// <param name="q">[padded length]; the padding becomes zero.</param>
    /// <returns>The factor; 1 if all x are 0 or as good as (below 1e-30), not finite if an x is not.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run(float* x, int length, byte* q)
    {
        float factor = Factor(x, length), inverse = 1 / factor;
        int i = 0;
        for (; i + 16 <= length; i += 16) ToBytes((Round(x + i, inverse) + Vector512.Create((int)Zero)).AsUInt32()).Store(q + i);
        for (; i < length; i++) q[i] = (byte)((int)MathF.Round(x[i] * inverse) + Zero);
        for (; i < PaddedLength(length); i++) q[i] = Zero;
        return factor;
    }

    /// <summary>As the other, with |q − 128| and the signs apart.</summary>
    /// <param name="x">[length].</param>
    /// <param name="length">Numbers.</param>
    /// <param name="values">[padded length], the padding is zero.</param>
    /// <param name="signs">[padded length]: 255 where the number is negative, otherwise 0.</param>
    /// <param name="negatives">The sum of the values of negative numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run(float* x, int length, byte* values, byte* signs, out int negatives)
    {
        float factor = Factor(x, length), inverse = 1 / factor;
        Vector512<int> sums = Vector512<int>.Zero;
        int i = 0, sum = 0;
        for (; i + 16 <= length; i += 16)
        {
            Vector512<int> rounded = Round(x + i, inverse), sign = Vector512.ShiftRightArithmetic(rounded, 31), value = Vector512.Abs(rounded);
            sums += value & sign;
            ToBytes(value.AsUInt32()).Store(values + i);
            ToBytes(sign.AsUInt32()).Store(signs + i);
        }
        for (; i < length; i++)
        {
            int rounded = (int)MathF.Round(x[i] * inverse), sign = rounded >> 31, value = (rounded ^ sign) - sign;
            sum += value & sign;
            (values[i], signs[i]) = ((byte)value, (byte)sign);
        }
        for (; i < PaddedLength(length); i++) (values[i], signs[i]) = (0, 0);
        negatives = sum + Vector512.Sum(sums);
        return factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Factor(float* x, int length)
    {
        Vector512<float> largest = Vector512<float>.Zero;
        int i = 0;
        for (; i + 16 <= length; i += 16) largest = Vector512.Max(largest, Vector512.Abs(Vector512.Load(x + i)));
        Vector256<float> half = Vector256.Max(largest.GetLower(), largest.GetUpper());
        Vector128<float> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        float maximum = MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
        for (; i < length; i++) maximum = MathF.Max(maximum, MathF.Abs(x[i]));
        return maximum < Smallest ? 1 : maximum / 127;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Round(float* x, float inverse) => Vector512.ConvertToInt32Native(Vector512.Round(Vector512.Load(x) * Vector512.Create(inverse)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToBytes(Vector512<uint> x)
    {
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector128Byte(x); // One instruction instead of four.
        Vector256<ushort> words = Vector256.Narrow(x.GetLower(), x.GetUpper());
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }
}
