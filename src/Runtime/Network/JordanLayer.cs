using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model.Layers;

namespace EmbeddedSeq.Runtime.Network;

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
        (_hiddenActivation, _outputActivation, _units) = (weights.Spec.ActivationOrUsual, JordanDefinition.OutputFunction(weights.Spec), weights.Spec.Units);
    }

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, PanelOrder order)
    {
        int padded = _output.PaddedColumns;
        Span<float> y = work[..(sequences * padded)], rounding = work[y.Length..];
        _recurrent.AddProduct(states, sequences, z, Stride, rounding, order);
        y.Clear();
        for (int s = 0; s < sequences; s++)
        {
            ActivationFunction.Run(_hiddenActivation, z.Slice(s * Stride, _units));
            _outputBias.CopyTo(y[(s * padded)..]);
        }
        _output.AddProduct(new RowSet(z, Stride, Stride), sequences, y, padded, rounding, order);
        for (int s = 0; s < sequences; s++)
        {
            Span<float> fedBack = states[s];
            y.Slice(s * padded, Outputs).CopyTo(fedBack);
            ActivationFunction.Run(_outputActivation, fedBack);
        }
    }
}
