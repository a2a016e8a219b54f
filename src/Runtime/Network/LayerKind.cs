using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network.Layers;

namespace EmbeddedSeq.Runtime.Network;

/// <summary>
/// A kind of layer: all that a description needs to know of it, and what makes one. Members have the values that most kinds have.
/// How it learns is in Trainer, how ONNX writes it in Exporter. docs/model-format.md describes each kind and what makes a new one.
/// </summary>
[JsonConverter(typeof(LayerKindConverter))]
public abstract partial class LayerKind
{
    /// <param name="name">Its name in descriptions: the property's.</param>
    private protected LayerKind(string name) => Name = name;

    /// <summary>The name that descriptions have for it.</summary>
    public string Name { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>See <see cref="LayerSpec.IsRecurrent"/>.</summary>
    internal virtual bool IsRecurrent => false;

    internal virtual int MostUnits => LayerRules.MostUnits;

    /// <summary>f where a description names none.</summary>
    internal virtual Activation UsualActivation => Activation.Tanh;

    /// <summary>The properties of <see cref="LayerSpec"/> that are options of this kind.</summary>
    internal virtual string[] Options => [];

    /// <summary>The usual forms of a recurrent kind.</summary>
    internal virtual UsualCell[] Cells => [];

    /// <summary>What is wrong with a layer of this kind beyond what is wrong with one of any kind, or null.</summary>
    internal virtual string? FindProblem(LayerSpec layer) => null;

    /// <summary>Length of the output of one direction.</summary>
    internal virtual int Outputs(LayerSpec layer) => layer.Units;

    /// <summary>Tensors of one direction, without the layer's prefix. I inputs, H units.</summary>
    internal virtual TensorSpec[] Tensors(LayerSpec layer) => [];

    /// <summary>What one direction remembers. A recurrent layer's first numbers are its output.</summary>
    internal virtual StateSpec[] States(LayerSpec layer) => [];

    /// <summary>Whether a trained layer can become the start of a larger one: its tensors are [blocks of units, inputs] or [blocks of units], and what its new inputs and units are told is nothing.</summary>
    internal virtual bool CanGrow(LayerSpec from, LayerSpec to) => false;

    /// <summary>The options in words, also the usual ones.</summary>
    internal virtual string[] Describe(LayerSpec layer) => [];

    /// <summary>The layer with its weights, in both directions if the description says so.</summary>
    internal abstract Layer Create(LayerWeights weights);

    private protected static string InWords(Enum value) => value.ToString().ToLowerInvariant();
}
