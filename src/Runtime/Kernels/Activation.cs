namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>The functions that a unit can apply to the sum of its inputs.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    Linear,

    /// <summary>1 / (1 + e^−x).</summary>
    Sigmoid,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    Relu,
}
