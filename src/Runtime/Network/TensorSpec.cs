namespace EmbeddedSeq.Runtime.Network;

/// <summary>Name and shape that a tensor has to have, and how a training begins with it.</summary>
internal sealed record TensorSpec(string Name, int[] Shape, TensorStart Start = TensorStart.Usual);

/// <summary>The numbers of a tensor before a training.</summary>
internal enum TensorStart
{
    /// <summary>A matrix is random, a vector zero.</summary>
    Usual,

    /// <summary>A matrix that hands on what it reads.</summary>
    Identity,

    /// <summary>Ones.</summary>
    Ones,

    /// <summary>Zeros, but in the second block of units, those of a forget gate, a bias that lets a fresh network remember (Jozefowicz et al. 2015).</summary>
    ForgetGate,
}
