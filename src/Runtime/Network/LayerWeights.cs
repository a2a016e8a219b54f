using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>The tensors of one direction of one layer, by the names of docs/model-format.md.</summary>
/// <param name="Model">The model.</param>
/// <param name="Spec">The layer's description.</param>
/// <param name="Prefix">What the names of its tensors begin with.</param>
/// <param name="IsReverse">Which direction.</param>
internal readonly record struct LayerWeights(CompiledModel Model, LayerSpec Spec, string Prefix, bool IsReverse)
{
    public PanelMatrix Matrix(string name) => Model.Matrix(FullName(name));

    public float[] Vector(string name) => Model.Vector(FullName(name));

    private string FullName(string name) => Prefix + name + LayerSpec.Suffix(IsReverse);
}
