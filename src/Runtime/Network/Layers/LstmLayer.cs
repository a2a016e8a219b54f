using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Lstm"/>.</summary>
internal sealed class LstmKind() : RecurrentKind(nameof(Lstm))
{
    internal override string[] Options =>
        [nameof(LayerSpec.Activation), nameof(LayerSpec.GateActivation), nameof(LayerSpec.OutputActivation), nameof(LayerSpec.Peepholes), nameof(LayerSpec.Projection)];

    internal override UsualCell[] Cells =>
    [
        new("lstm", layer => layer),
        new("lstm-linear", layer => layer with { Activation = Activation.Linear, OutputActivation = Activation.Linear }),
        new("lstm-peephole", layer => layer with { Peepholes = true }),
        new("lstm-projection", layer => layer with { Projection = (layer.Units + 1) / 2 }),
    ];

    internal override int Outputs(LayerSpec layer) => layer.Projection ?? layer.Units;

    internal override TensorSpec[] Tensors(LayerSpec layer)
    {
        TensorSpec[] gates = Gates(4, layer, Outputs(layer), bias: TensorStart.ForgetGate);
        TensorSpec[] peepholes = layer.Peepholes ? [new("peepholes", [3 * layer.Units])] : [];
        TensorSpec[] projection = layer.Projection is { } p ? [new("weight_hr", [p, layer.Units])] : [];
        return [.. gates, .. peepholes, .. projection];
    }

    internal override StateSpec[] States(LayerSpec layer) => [new("h", Outputs(layer)), new("c", layer.Units)];

    internal override bool CanGrow(LayerSpec from, LayerSpec to) => to.Projection is null;

    internal override string[] Describe(LayerSpec layer)
    {
        (Activation gate, Activation input, Activation output) = Functions(layer);
        string[] peepholes = layer.Peepholes ? ["peepholes"] : [], projection = layer.Projection is { } p ? [$"projection to {p}"] : [];
        return [$"gates {InWords(gate)}", $"cell input {InWords(input)}", $"cell output {InWords(output)}", .. peepholes, .. projection];
    }

    /// <summary>σ, g and h.</summary>
    public static LstmFunctions Functions(LayerSpec layer) => new(layer.GateActivation ?? Activation.Sigmoid, layer.ActivationOrUsual, layer.OutputActivation ?? Activation.Tanh);

    protected override RecurrentLayer CreateDirection(LayerWeights weights) => new LstmLayer(weights);
}

/// <summary>One direction of an LSTM layer. H units; z [4H] are the inputs of the gates i, f, g, o. State: h [H or P], c [H].</summary>
internal sealed class LstmLayer : RecurrentLayer
{
    private readonly PanelMatrix _recurrent;
    private readonly PanelMatrix? _projection; // [P, H]
    private readonly float[] _peepholes;
    private readonly LstmFunctions _functions;
    private readonly bool _usual;
    private readonly int _units;

    public LstmLayer(LayerWeights weights) : this(weights, weights.Matrix("weight_hh"), weights.Spec.Projection is null ? null : weights.Matrix("weight_hr"))
    {
    }

    private LstmLayer(LayerWeights weights, PanelMatrix recurrent, PanelMatrix? projection)
        : base(weights, weights.Vector("bias"), projection is null ? 0 : weights.Spec.Units + projection.PaddedColumns, recurrent, projection ?? recurrent)
    {
        LayerSpec spec = weights.Spec;
        (_recurrent, _projection, _units) = (recurrent, projection, spec.Units);
        _functions = LstmKind.Functions(spec);
        _peepholes = spec.Peepholes ? weights.Vector("peepholes") : [];
        _usual = !spec.Peepholes && _functions.IsUsual;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, in Sweep sweep)
    {
        if (_projection is null)
        {
            _recurrent.AddProduct(states, sequences, z, Stride, work, sweep);
            for (int s = 0; s < sequences; s++) Cell(z.Slice(s * Stride, Stride), states[s].Slice(Outputs, _units), states[s][..Outputs]);
            return;
        }
        AdvanceProjected(z, sequences, states, work, sweep, _projection);
    }

    // The outputs of the cells, m, are not the layer's: h = W_hr m.
    private void AdvanceProjected(Span<float> z, int sequences, RowSet states, Span<float> work, in Sweep sweep, PanelMatrix projection)
    {
        int padded = projection.PaddedColumns;
        Span<float> m = work[..(sequences * _units)], h = work.Slice(m.Length, sequences * padded), rounding = work[(m.Length + h.Length)..];
        _recurrent.AddProduct(states, sequences, z, Stride, rounding, sweep);
        for (int s = 0; s < sequences; s++) Cell(z.Slice(s * Stride, Stride), states[s].Slice(Outputs, _units), m.Slice(s * _units, _units));
        h.Clear();
        projection.AddProduct(new RowSet(m, _units, _units), sequences, h, padded, rounding);
        for (int s = 0; s < sequences; s++) h.Slice(s * padded, Outputs).CopyTo(states[s][..Outputs]);
    }

    private void Cell(Span<float> z, Span<float> c, Span<float> m)
    {
        if (_usual) LstmCell.Run(z, c, m);
        else GeneralLstmCell.Run(z, _peepholes, _functions, c, m);
    }
}
