using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>Exponential, logarithm, sigmoid and hyperbolic tangent of 16 numbers at once. The .NET vector types run as one, two or four machine registers, whichever the processor has.</summary>
internal static class VectorMath
{
    /// <summary>e^x with a relative error below 2e-7 for x in [−87, 88]; beyond, the value at the bound. NaN gives NaN.</summary>
    /// <remarks>Range reduction by n·ln 2 in two parts, then the degree-7 minimax polynomial of the Cephes library's expf.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // The native minimum and maximum give their second operand, x, if that is NaN; the IEEE ones take several instructions.
        x = Vector512.MinNative(Vector512.Create(88f), Vector512.MaxNative(Vector512.Create(-87f), x));
        Vector512<float> n = Vector512.Round(x * Vector512.Create(1.44269504f));
        Vector512<float> r = Fma(n, Vector512.Create(-0.693359375f), x);
        r = Fma(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Fma(p, r, Vector512.Create(1.3981999507e-3f));
        p = Fma(p, r, Vector512.Create(8.3334519073e-3f));
        p = Fma(p, r, Vector512.Create(4.1665795894e-2f));
        p = Fma(p, r, Vector512.Create(1.6666665459e-1f));
        p = Fma(p, r, Vector512.Create(5.0000001201e-1f));
        p = Fma(p, r * r, r + Vector512<float>.One);
        Vector512<int> exponent = Vector512.ConvertToInt32Native(n) + Vector512.Create(127); // n is far from where conversions differ.
        return p * Vector512.ShiftLeft(exponent, 23).AsSingle();
    }

    /// <summary>e^−x for gates: 2^(−x·log₂e) with the exponent limited to ±30, where every gate is at its end already and products of three such powers are still finite; relative error below 2e-6. NaN gives NaN.</summary>
    /// <remarks>Adding 1.5·2^23 leaves the nearest whole number in the lowest bits of the mantissa; 2^r for |r| ≤ ½ is the polynomial of degree 5 with the smallest largest relative error, 1.1e-7, among those that are 1 at 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> GateExp(Vector512<float> x) => LimitedPowerOfTwo(x * Vector512.Create(-1.44269504f));

    /// <summary>1 / (1 + e^−x); absolute error below 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + GateExp(x));

    /// <summary>Hyperbolic tangent; absolute error below 3e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x) =>
        Fma(Vector512.Create(2f), Vector512<float>.One / (Vector512<float>.One + GateExp2(x)), Vector512.Create(-1f));

    /// <summary>Sigmoid of <paramref name="x"/> times hyperbolic tangent of <paramref name="y"/>; absolute error below 5e-7. One division instead of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SigmoidTanh(Vector512<float> x, Vector512<float> y)
    {
        Vector512<float> e = GateExp2(y); // tanh y = (1 − e) / (1 + e) with e = e^−2y.
        return (Vector512<float>.One - e) / ((Vector512<float>.One + e) * (Vector512<float>.One + GateExp(x)));
    }

    /// <summary>σ(f)·c + σ(i)·tanh(g), the memory of an LSTM cell; absolute error below 5e-7·(1 + |c|). One division instead of three.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> GatedSum(Vector512<float> f, Vector512<float> c, Vector512<float> i, Vector512<float> g)
    {
        Vector512<float> forget = Vector512<float>.One + GateExp(f), e = GateExp2(g);
        Vector512<float> input = (Vector512<float>.One + e) * (Vector512<float>.One + GateExp(i));
        return Fma(c, input, (Vector512<float>.One - e) * forget) / (input * forget);
    }

    // e^−2x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> GateExp2(Vector512<float> x) => LimitedPowerOfTwo(x * Vector512.Create(-2.88539008f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LimitedPowerOfTwo(Vector512<float> t)
    {
        t = Vector512.MinNative(Vector512.Create(30f), Vector512.MaxNative(Vector512.Create(-30f), t));
        Vector512<float> shifted = t + Vector512.Create(12582912f);
        Vector512<float> r = t - (shifted - Vector512.Create(12582912f));
        // In pairs (Estrin 1960): half as many multiply-adds wait for one another, and the gates wait for them.
        Vector512<float> square = r * r, low = Fma(Vector512.Create(6.931470037e-1f), r, Vector512<float>.One);
        Vector512<float> middle = Fma(Vector512.Create(5.550733209e-2f), r, Vector512.Create(2.402224243e-1f));
        Vector512<float> high = Fma(Vector512.Create(1.326485071e-3f), r, Vector512.Create(9.671510197e-3f));
        Vector512<float> p = Fma(Fma(high, square, middle), square, low);
        return (p.AsInt32() + Vector512.ShiftLeft(shifted.AsInt32(), 23)).AsSingle();
    }

    /// <summary>Natural logarithm of positive, normal, finite numbers; absolute error below 1e-7 + 1e-7·|ln x|.</summary>
    /// <remarks>x = m·2^n with m in [√½, √2), then the degree-8 minimax polynomial of the Cephes library's logf.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        // Counted from the bits of √½, the mantissa that reaches √2 carries into the exponent.
        Vector512<int> bits = x.AsInt32() - Vector512.Create(0x3f3504f3);
        Vector512<float> n = Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(bits, 23));
        Vector512<float> m = ((bits & Vector512.Create(0x007fffff)) + Vector512.Create(0x3f3504f3)).AsSingle() - Vector512<float>.One;
        Vector512<float> p = Vector512.Create(7.0376836292e-2f);
        p = Fma(p, m, Vector512.Create(-1.1514610310e-1f));
        p = Fma(p, m, Vector512.Create(1.1676998740e-1f));
        p = Fma(p, m, Vector512.Create(-1.2420140846e-1f));
        p = Fma(p, m, Vector512.Create(1.4249322787e-1f));
        p = Fma(p, m, Vector512.Create(-1.6668057665e-1f));
        p = Fma(p, m, Vector512.Create(2.0000714765e-1f));
        p = Fma(p, m, Vector512.Create(-2.4999993993e-1f));
        p = Fma(p, m, Vector512.Create(3.3333331174e-1f));
        Vector512<float> square = m * m;
        Vector512<float> tail = Fma(p, m * square, Fma(n, Vector512.Create(-2.12194440e-4f), square * Vector512.Create(-0.5f)));
        return Fma(n, Vector512.Create(0.693359375f), m + tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.MultiplyAddEstimate(a, b, c);
}
