using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Model.Layers;

namespace EmbeddedSeq.Runtime.Network;

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
        _functions = LstmDefinition.Functions(spec);
        _peepholes = spec.Peepholes ? weights.Vector("peepholes") : [];
        _usual = !spec.Peepholes && _functions.IsUsual;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, PanelOrder order)
    {
        if (_projection is null)
        {
            _recurrent.AddProduct(states, sequences, z, Stride, work, order);
            for (int s = 0; s < sequences; s++) Cell(z.Slice(s * Stride, Stride), states[s].Slice(Outputs, _units), states[s][..Outputs]);
            return;
        }
        AdvanceProjected(z, sequences, states, work, order, _projection);
    }

    // The outputs of the cells, m, are not the layer's: h = W_hr m.
    private void AdvanceProjected(Span<float> z, int sequences, RowSet states, Span<float> work, PanelOrder order, PanelMatrix projection)
    {
        int padded = projection.PaddedColumns;
        Span<float> m = work[..(sequences * _units)], h = work.Slice(m.Length, sequences * padded), rounding = work[(m.Length + h.Length)..];
        _recurrent.AddProduct(states, sequences, z, Stride, rounding, order);
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
