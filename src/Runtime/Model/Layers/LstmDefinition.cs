using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>See <see cref="LayerKind.Lstm"/>.</summary>
internal sealed class LstmDefinition() : RecurrentDefinition(LayerKind.Lstm, nameof(LayerKind.Lstm))
{
    public override string[] Options =>
        [nameof(LayerSpec.Activation), nameof(LayerSpec.GateActivation), nameof(LayerSpec.OutputActivation), nameof(LayerSpec.Peepholes), nameof(LayerSpec.Projection)];

    public override UsualCell[] Cells =>
    [
        new("lstm", layer => layer),
        new("lstm-linear", layer => layer with { Activation = Activation.Linear, OutputActivation = Activation.Linear }),
        new("lstm-peephole", layer => layer with { Peepholes = true }),
        new("lstm-projection", layer => layer with { Projection = (layer.Units + 1) / 2 }),
    ];

    public override int Outputs(LayerSpec layer) => layer.Projection ?? layer.Units;

    public override TensorSpec[] Tensors(LayerSpec layer)
    {
        TensorSpec[] gates = Gates(4, layer, Outputs(layer), bias: TensorStart.ForgetGate);
        TensorSpec[] peepholes = layer.Peepholes ? [new("peepholes", [3 * layer.Units])] : [];
        TensorSpec[] projection = layer.Projection is { } p ? [new("weight_hr", [p, layer.Units])] : [];
        return [.. gates, .. peepholes, .. projection];
    }

    public override StateSpec[] States(LayerSpec layer) => [new("h", Outputs(layer)), new("c", layer.Units)];

    public override bool CanGrow(LayerSpec from, LayerSpec to) => to.Projection is null;

    public override string[] Describe(LayerSpec layer)
    {
        (Activation gate, Activation input, Activation output) = Functions(layer);
        string[] peepholes = layer.Peepholes ? ["peepholes"] : [], projection = layer.Projection is { } p ? [$"projection to {p}"] : [];
        return [$"gates {InWords(gate)}", $"cell input {InWords(input)}", $"cell output {InWords(output)}", .. peepholes, .. projection];
    }

    /// <summary>σ, g and h.</summary>
    public static LstmFunctions Functions(LayerSpec layer) => new(layer.GateActivation ?? Activation.Sigmoid, layer.ActivationOrUsual, layer.OutputActivation ?? Activation.Tanh);
}
