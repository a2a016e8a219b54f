using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Network.Layers;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// GRU: h = u·n + (1 − u)·h'; z is u, r, n, or u, n without reset gate; state h [H]. It keeps what goes with the reset gate: r·h'
/// if the gate comes before the product; U_n h' + d, and after backward its gradient, if it comes after.
/// </summary>
internal sealed unsafe class TrainableGru : TrainableRecurrent
{
    private readonly TrainableMatrix _gates;
    private readonly TrainableMatrix? _candidate;
    private readonly GruReset _reset;
    private AlignedBuffer? _dRead;

    public TrainableGru(LayerParameters layer) : base(layer)
    {
        (_reset, _gates) = (GruKind.Reset(Spec), Matrix("weight_hh"));
        if (_reset != GruReset.None) _candidate = Matrix("weight_hn");
    }

    /// <inheritdoc/>
    protected override int KeptSize => _candidate is null ? 0 : Units;

    /// <summary>Where n begins in z.</summary>
    private int N => GateSize - Units;

    /// <inheritdoc/>
    protected override void StepForward(int count, float* z, float* before, float* after, float* kept)
    {
        _gates.AddTo(count, before, StateSize, z, GateSize);
        for (int b = 0; b < count; b++) ActivationFunction.Run(Activation.Sigmoid, new Span<float>(z + (long)b * GateSize, N));
        if (_reset == GruReset.Before)
        {
            for (int b = 0; b < count; b++) Elementwise.Multiply(Row(z + Units, b, GateSize), Row(before, b, StateSize), Row(kept, b, Units));
            _candidate!.AddTo(count, kept, Units, z + N, GateSize);
        }
        else if (_reset == GruReset.After)
        {
            _candidate!.AddTo(count, before, StateSize, kept, Units, accumulate: false);
            RowOperations.AddToRows(Value("bias_hn"), kept, count, Units);
            for (int b = 0; b < count; b++) Elementwise.AddProduct(Row(z + Units, b, GateSize), Row(kept, b, Units), Row(z + N, b, GateSize));
        }
        for (int b = 0; b < count; b++)
        {
            Span<float> n = Row(z + N, b, GateSize), h = Row(after, b, StateSize);
            ActivationFunction.Run(Activation.Tanh, n);
            Row(before, b, StateSize).CopyTo(h);
            Elementwise.MoveTowards(n, Row(z, b, GateSize), h);
        }
    }

    /// <inheritdoc/>
    protected override void StepBackward(int count, float* z, float* before, float* after, float* kept, float* d)
    {
        for (int b = 0; b < count; b++) GruGates.Backward(z + (long)b * GateSize, z + (long)b * GateSize + N, before + (long)b * StateSize, d + (long)b * StateSize, Units);
        if (_reset == GruReset.Before)
        {
            float* dRead = Reserve(ref _dRead, (long)count * Units);
            _candidate!.Backward(count, z + N, GateSize, dRead, Units);
            for (int b = 0; b < count; b++) GruGates.BackwardResetBefore(z + (long)b * GateSize + Units, before + (long)b * StateSize, dRead + (long)b * Units, d + (long)b * StateSize, Units);
        }
        else if (_reset == GruReset.After)
        {
            for (int b = 0; b < count; b++) GruGates.BackwardResetAfter(z + (long)b * GateSize + Units, z + (long)b * GateSize + N, kept + (long)b * Units, Units);
            _candidate!.Backward(count, kept, Units, d, StateSize, accumulate: true);
        }
        _gates.Backward(count, z, GateSize, d, StateSize, accumulate: true);
    }

    /// <inheritdoc/>
    protected override void AddGradients(int rows, float* dz, float* before, float* after, float* kept)
    {
        _gates.AddGradient(rows, dz, GateSize, before, StateSize);
        if (_reset == GruReset.Before) _candidate!.AddGradient(rows, dz + N, GateSize, kept, Units);
        if (_reset != GruReset.After) return;
        _candidate!.AddGradient(rows, kept, Units, before, StateSize);
        RowOperations.SumRows(kept, rows, Units, Gradient("bias_hn"));
    }

    private Span<float> Row(float* data, int b, int stride) => new(data + (long)b * stride, Units);
}
