using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>The tensors of one direction of one layer, by the names of docs/model-format.md.</summary>
/// <param name="Weights">All tensors.</param>
/// <param name="Spec">The layer's description.</param>
/// <param name="Prefix">What the names of its tensors begin with.</param>
/// <param name="IsReverse">Which direction.</param>
internal readonly record struct LayerWeights(NetworkWeights Weights, LayerSpec Spec, string Prefix, bool IsReverse = false)
{
    public PanelMatrix Matrix(string name) => Weights.Matrix(FullName(name));

    public float[] Vector(string name) => Weights.Vector(FullName(name));

    private string FullName(string name) => Prefix + name + LayerSpec.Suffix(IsReverse);
}
