using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>What one direction of one layer is trained with.</summary>
/// <param name="Spec">The layer's description.</param>
/// <param name="Parameters">Weights and gradients of all tensors.</param>
/// <param name="Prefix">What the names of the layer's tensors begin with.</param>
/// <param name="IsReverse">Which direction.</param>
/// <param name="Gemm">For products.</param>
internal readonly unsafe record struct LayerParameters(LayerSpec Spec, WorkerParameters Parameters, string Prefix, bool IsReverse, Gemm Gemm)
{
    /// <summary>A tensor of the layer.</summary>
    public float* Value(string name) => Parameters.Value(FullName(name));

    /// <summary>Its gradient.</summary>
    public float* Gradient(string name) => Parameters.Gradient(FullName(name));

    /// <summary>A tensor's name in the model.</summary>
    public string FullName(string name) => Prefix + name + LayerSpec.Suffix(IsReverse);
}
