using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Optimisation;

namespace EmbeddedSeq.Trainer.Examples;

/// <summary>One linear unit that feeds itself with the weight w, an input of 1 and then zeros: after T steps its output is y = w^(T−1). What is learned from it, L = y, moves w by the gradient (T−1)·w^(T−2), which explodes or vanishes with T.</summary>
public static class GradientExample
{
    /// <summary>Elements of the gradient are limited to this in <see cref="GradientPoint.AfterValueClipping"/>.</summary>
    public const float ClipValue = 15;

    /// <summary>The norm of the gradient is limited to this in <see cref="GradientPoint.AfterNormClipping"/>.</summary>
    public const float ClipNorm = 1;

    private const string Weight = "layers.0.weight_hh";

    /// <summary>Runs the unit forward and backward, and makes a step of gradient descent without and with clipping.</summary>
    /// <param name="weight">w.</param>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="rate">Learning rate of the step.</param>
    public static GradientPoint Run(float weight, int steps = 1000, float rate = 0.01f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        float[] inputs = new float[steps];
        inputs[0] = 1;
        var network = new TinyNetwork(inputs, new LayerSpec { Kind = LayerKind.Rnn, Inputs = 1, Units = 1, Activation = Activation.Linear });
        (float output, float gradient, double norm, float free) = Step(network, weight, rate, new OptimizerSpec { ClipNorm = 0 });
        float byValue = Step(network, weight, rate, new OptimizerSpec { ClipNorm = 0, ClipValue = ClipValue }).After;
        float byNorm = Step(network, weight, rate, new OptimizerSpec { ClipNorm = ClipNorm }).After;
        return new GradientPoint(weight, output, gradient, norm, free, byValue, byNorm);
    }

    private static (float Output, float Gradient, double Norm, float After) Step(TinyNetwork network, float weight, float rate, OptimizerSpec clipping)
    {
        network.Weights("layers.0.weight_ih")[0] = 1;
        network.Weights("layers.0.bias")[0] = 0;
        network.Weights(Weight)[0] = weight;
        float output = network.Forward()[0];
        network.Backward([1]);
        float gradient = network.Gradient(Weight)[0];
        double norm = network.Step(network.CreateOptimizer(clipping with { Kind = OptimizerKind.Sgd, WeightDecay = 0, AverageDecay = 0 }), rate);
        return (output, gradient, norm, network.Weights(Weight)[0]);
    }
}
