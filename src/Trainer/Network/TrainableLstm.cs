using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network.Layers;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>LSTM: gates i, f, g, o in z; state h [H or P], c [H]. With a projection h = W_hr m it keeps m [H] and then dh [P].</summary>
internal sealed unsafe class TrainableLstm : TrainableRecurrent
{
    private readonly TrainableMatrix _recurrent;
    private readonly TrainableMatrix? _projection;
    private readonly LstmFunctions _functions;
    private readonly bool _usual;
    private AlignedBuffer? _dm, _outputs;

    public TrainableLstm(LayerParameters layer) : base(layer)
    {
        _recurrent = Matrix("weight_hh");
        if (Spec.Projection is not null) _projection = Matrix("weight_hr");
        _functions = LstmKind.Functions(Spec);
        _usual = !Spec.Peepholes && _functions == LstmFunctions.Usual;
    }

    /// <inheritdoc/>
    protected override int KeptSize => _projection is null ? 0 : Units + Outputs;

    private float* Peepholes => Spec.Peepholes ? Value("peepholes") : null;

    /// <inheritdoc/>
    protected override void StepForward(int count, float* z, float* before, float* after, float* kept)
    {
        _recurrent.AddTo(count, before, StateSize, z, GateSize);
        for (int b = 0; b < count; b++)
        {
            float* state = after + (long)b * StateSize, c = state + Outputs, zb = z + (long)b * GateSize, before_c = before + (long)b * StateSize + Outputs;
            float* m = _projection is null ? state : kept + (long)b * KeptSize;
            if (_usual)
            {
                LstmGates.Forward(zb, before_c, c, m, Units);
                continue;
            }
            var cell = new Span<float>(c, Units);
            new ReadOnlySpan<float>(before_c, Units).CopyTo(cell);
            GeneralLstmCell.Run(new(zb, GateSize), new(Peepholes, Spec.Peepholes ? 3 * Units : 0), _functions, cell, new(m, Units));
        }
        _projection?.AddTo(count, kept, KeptSize, after, StateSize, accumulate: false);
    }

    /// <inheritdoc/>
    protected override void StepBackward(int count, float* z, float* before, float* after, float* kept, float* d)
    {
        float* dm = d; // Without a projection m is h.
        long stride = StateSize;
        if (_projection is not null)
        {
            dm = Reserve(ref _dm, (long)count * Units);
            stride = Units;
            _projection.Backward(count, d, StateSize, dm, stride);
            for (int b = 0; b < count; b++) new ReadOnlySpan<float>(d + (long)b * StateSize, Outputs).CopyTo(new(kept + (long)b * KeptSize + Units, Outputs));
        }
        for (int b = 0; b < count; b++)
        {
            float* zb = z + (long)b * GateSize, before_c = before + (long)b * StateSize + Outputs, c = after + (long)b * StateSize + Outputs, dc = d + (long)b * StateSize + Outputs;
            if (_usual) LstmGates.Backward(zb, before_c, c, dm + b * stride, dc, Units);
            else GeneralLstmGates.Backward(zb, Peepholes, _functions, before_c, c, dm + b * stride, dc, Reserve(ref _outputs, Units), Units);
        }
        _recurrent.Backward(count, z, GateSize, d, StateSize);
    }

    /// <inheritdoc/>
    protected override void AddGradients(int rows, float* dz, float* before, float* after, float* kept)
    {
        _recurrent.AddGradient(rows, dz, GateSize, before, StateSize);
        _projection?.AddGradient(rows, kept + Units, KeptSize, kept, KeptSize);
        if (!Spec.Peepholes) return;
        Span<float> dp = new(Gradient("peepholes"), 3 * Units);
        for (long r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> z = new(dz + r * GateSize, GateSize), previous = new(before + r * StateSize + Outputs, Units), cell = new(after + r * StateSize + Outputs, Units);
            Elementwise.AddProduct(z[..Units], previous, dp[..Units]);
            Elementwise.AddProduct(z.Slice(Units, Units), previous, dp.Slice(Units, Units));
            Elementwise.AddProduct(z[(3 * Units)..], cell, dp[(2 * Units)..]);
        }
    }
}
