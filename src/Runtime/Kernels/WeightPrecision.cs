namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>How the weights of a compiled model are kept. Activations and sums are float32 except where int8 says otherwise.</summary>
public enum WeightPrecision
{
    /// <summary>32 bits: the trained numbers themselves.</summary>
    Float32,

    /// <summary>The upper 16 bits of float32, rounded to nearest even: half the memory traffic.</summary>
    Bfloat16,

    /// <summary>8 bits with one scale per output; inputs are rounded to 8 bits step by step with one scale per vector: a quarter of the memory traffic.</summary>
    Int8,
}
