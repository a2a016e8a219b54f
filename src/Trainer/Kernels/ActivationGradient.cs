using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Trainer.Kernels;

/// <summary>Derivatives of the activation functions, from their results: σ' = σ (1 − σ), tanh' = 1 − tanh², ReLU' = 1 above 0, and 1.</summary>
internal static unsafe class ActivationGradient
{
    /// <summary>y ← dy · f'.</summary>
    /// <param name="function">f.</param>
    /// <param name="dy">Gradient of the results.</param>
    /// <param name="y">Results of f in, gradient of f's inputs out.</param>
    /// <param name="length">Numbers.</param>
    public static void Run(Activation function, float* dy, float* y, long length)
    {
        switch (function)
        {
            case Activation.Sigmoid:
                for (long i = 0; i < length; i++) y[i] = dy[i] * (y[i] * (1 - y[i]));
                break;
            case Activation.Tanh:
                for (long i = 0; i < length; i++) y[i] = dy[i] * (1 - y[i] * y[i]);
                break;
            case Activation.Relu:
                for (long i = 0; i < length; i++) y[i] = y[i] > 0 ? dy[i] : 0;
                break;
            default:
                for (long i = 0; i < length; i++) y[i] = dy[i];
                break;
        }
    }

    /// <summary>dy ← dy · f', the results of f being somewhere else.</summary>
    public static void Apply(Activation function, float* y, float* dy, long length)
    {
        for (long i = 0; i < length; i++) dy[i] *= Of(function, y[i]);
    }

    /// <summary>f' from 16 results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Activation function, Vector512<float> y) => function switch
    {
        Activation.Sigmoid => y * (Vector512<float>.One - y),
        Activation.Tanh => Vector512<float>.One - y * y,
        Activation.Relu => Vector512.GreaterThan(y, Vector512<float>.Zero) & Vector512<float>.One,
        _ => Vector512<float>.One,
    };

    /// <summary>f' from one result.</summary>
    public static float Of(Activation function, float y) => function switch
    {
        Activation.Sigmoid => y * (1 - y),
        Activation.Tanh => 1 - y * y,
        Activation.Relu => y > 0 ? 1 : 0,
        _ => 1,
    };
}
