using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Jordan"/>. P outputs.</summary>
internal sealed class JordanKind() : RecurrentKind(nameof(Jordan))
{
    internal override string[] Options => [nameof(LayerSpec.Activation), nameof(LayerSpec.OutputActivation), nameof(LayerSpec.Projection)];

    internal override UsualCell[] Cells => [new("jordan", layer => layer with { Projection = layer.Units })];

    internal override string? FindProblem(LayerSpec layer) => layer.Projection is null ? "projection is missing: the length of the output that is fed back" : null;

    internal override int Outputs(LayerSpec layer) => layer.Projection ?? layer.Units;

    internal override TensorSpec[] Tensors(LayerSpec layer)
    {
        int p = Outputs(layer);
        return [.. Gates(1, layer, p), new("weight_ho", [p, layer.Units]), new("bias_o", [p])];
    }

    internal override StateSpec[] States(LayerSpec layer) => [new("y", Outputs(layer))];

    internal override string[] Describe(LayerSpec layer) => [InWords(layer.ActivationOrUsual), $"outputs {InWords(OutputFunction(layer))}, fed back"];

    /// <summary>g.</summary>
    public static Activation OutputFunction(LayerSpec layer) => layer.OutputActivation ?? Activation.Linear;

    protected override RecurrentLayer CreateDirection(LayerWeights weights) => new JordanLayer(weights);
}

/// <summary>One direction of a Jordan layer: h = f(W x + U y' + b), y = g(V h + d). H hidden units, P outputs. State: y [P].</summary>
internal sealed class JordanLayer : RecurrentLayer
{
    private readonly PanelMatrix _recurrent, _output;
    private readonly float[] _outputBias;
    private readonly Activation _hiddenActivation, _outputActivation;
    private readonly int _units;

    public JordanLayer(LayerWeights weights)
        : base(weights, weights.Vector("bias"), work: weights.Matrix("weight_ho").PaddedColumns, weights.Matrix("weight_hh"), weights.Matrix("weight_ho"))
    {
        (_recurrent, _output, _outputBias) = (weights.Matrix("weight_hh"), weights.Matrix("weight_ho"), weights.Vector("bias_o"));
        (_hiddenActivation, _outputActivation, _units) = (weights.Spec.ActivationOrUsual, JordanKind.OutputFunction(weights.Spec), weights.Spec.Units);
    }

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, in Sweep sweep)
    {
        int padded = _output.PaddedColumns;
        Span<float> y = work[..(sequences * padded)], rounding = work[y.Length..];
        _recurrent.AddProduct(states, sequences, z, Stride, rounding, sweep);
        y.Clear();
        for (int s = 0; s < sequences; s++)
        {
            ActivationFunction.Run(_hiddenActivation, z.Slice(s * Stride, _units));
            _outputBias.CopyTo(y[(s * padded)..]);
        }
        _output.AddProduct(new RowSet(z, Stride, Stride), sequences, y, padded, rounding, sweep);
        for (int s = 0; s < sequences; s++)
        {
            Span<float> fedBack = states[s];
            y.Slice(s * padded, Outputs).CopyTo(fedBack);
            ActivationFunction.Run(_outputActivation, fedBack);
        }
    }
}
