using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>
/// All that a description needs to know of one kind of layer; members have the values that most kinds have. What it computes is in
/// Network, how it learns in Trainer, how ONNX writes it in Exporter. docs/model-format.md describes each kind and what makes a new one.
/// </summary>
/// <param name="kind">The kind.</param>
/// <param name="name">Its name in descriptions: the constant's.</param>
internal abstract class LayerDefinition(LayerKind kind, string name)
{
    public LayerKind Kind { get; } = kind;

    public string Name { get; } = name;

    /// <summary>See <see cref="LayerSpec.IsRecurrent"/>.</summary>
    public virtual bool IsRecurrent => false;

    public virtual int MostUnits => LayerRules.MostUnits;

    /// <summary>f where a description names none.</summary>
    public virtual Activation UsualActivation => Activation.Tanh;

    /// <summary>The properties of <see cref="LayerSpec"/> that are options of this kind.</summary>
    public virtual string[] Options => [];

    /// <summary>The usual forms of a recurrent kind.</summary>
    public virtual UsualCell[] Cells => [];

    /// <summary>What is wrong with a layer of this kind beyond what is wrong with one of any kind, or null.</summary>
    public virtual string? FindProblem(LayerSpec layer) => null;

    /// <summary>Length of the output of one direction.</summary>
    public virtual int Outputs(LayerSpec layer) => layer.Units;

    /// <summary>Tensors of one direction, without the layer's prefix. I inputs, H units.</summary>
    public virtual TensorSpec[] Tensors(LayerSpec layer) => [];

    /// <summary>What one direction remembers. A recurrent layer's first numbers are its output.</summary>
    public virtual StateSpec[] States(LayerSpec layer) => [];

    /// <summary>Whether a trained layer can become the start of a larger one: its tensors are [blocks of units, inputs] or [blocks of units], and what its new inputs and units are told is nothing.</summary>
    public virtual bool CanGrow(LayerSpec from, LayerSpec to) => false;

    /// <summary>The options in words, also the usual ones.</summary>
    public virtual string[] Describe(LayerSpec layer) => [];

    protected static string InWords(Enum value) => value.ToString().ToLowerInvariant();
}
