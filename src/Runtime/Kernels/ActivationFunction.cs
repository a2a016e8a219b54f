using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>x ← f(x), element by element; NaN gives NaN. A number's result does not depend on its place. Errors are those of <see cref="VectorMath"/>.</summary>
internal static class ActivationFunction
{
    /// <param name="function">f.</param>
    /// <param name="x">Any length, replaced in place.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a function of <see cref="Activation"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Activation function, Span<float> x)
    {
        switch (function)
        {
            case Activation.Linear: break;
            case Activation.Sigmoid: Apply<SigmoidFormula>(x); break;
            case Activation.Tanh: Apply<TanhFormula>(x); break;
            case Activation.Relu: Apply<ReluFormula>(x); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, "Expected a known activation function.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TFormula>(Span<float> x)
        where TFormula : struct, IFormula
    {
        int i = 0;
        for (; i + 16 <= x.Length; i += 16) TFormula.Of(Vector512.Create((ReadOnlySpan<float>)x[i..])).CopyTo(x[i..]);
        if (i == x.Length) return;
        Span<float> rest = stackalloc float[16];
        x[i..].CopyTo(rest);
        TFormula.Of(Vector512.Create((ReadOnlySpan<float>)rest)).CopyTo(rest);
        rest[..(x.Length - i)].CopyTo(x[i..]);
    }

    private interface IFormula
    {
        static abstract Vector512<float> Of(Vector512<float> x);
    }

    private readonly struct SigmoidFormula : IFormula
    {
        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Sigmoid(x);
    }

    private readonly struct TanhFormula : IFormula
    {
        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Tanh(x);
    }

    private readonly struct ReluFormula : IFormula
    {
        public static Vector512<float> Of(Vector512<float> x) => Vector512.Max(x, Vector512<float>.Zero);
    }
}
