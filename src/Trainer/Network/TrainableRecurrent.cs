using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// One direction of a recurrent layer, backpropagated through whole sequences: what all cells share. A cell says how one step
/// goes from states to states, and back. docs/bptt.md derives what the code does.
/// </summary>
/// <remarks>B sequences, T steps, R rows, I inputs, Z rows of weight_ih, S numbers of state, K numbers that a cell keeps of a step for backward.</remarks>
internal abstract unsafe class TrainableRecurrent : TrainableLayer
{
    private readonly bool _reverse;
    private readonly LayerParameters _layer;
    private readonly Gemm _gemm;
    private readonly float* _inputWeights, _inputGradient;
    private readonly List<TrainableMatrix> _matrices = [];
    private AlignedBuffer? _z, _states, _before, _kept, _y, _dx, _dState, _dInitial;
    private SequenceLayout _layout = null!;
    private float* _x;

    protected TrainableRecurrent(LayerParameters layer) : base(layer.Spec.Inputs, layer.Spec.OutputsOfDirection)
    {
        (_layer, Spec, _reverse, _gemm, StateSize) = (layer, layer.Spec, layer.IsReverse, layer.Gemm, layer.Spec.StateSize);
        _inputWeights = Value("weight_ih");
        _inputGradient = Gradient("weight_ih");
        GateSize = layer.Parameters.Layout[layer.FullName("weight_ih")].Shape[0];
    }

    /// <inheritdoc/>
    public override int StateSize { get; }

    protected LayerSpec Spec { get; }

    /// <summary>H.</summary>
    protected int Units => Spec.Units;

    /// <summary>Z.</summary>
    protected int GateSize { get; }

    /// <summary>K.</summary>
    protected virtual int KeptSize => 0;

    /// <summary>Whether the layer has a tensor "bias" [Z].</summary>
    protected virtual bool HasBias => true;

    /// <summary>One step forward of several sequences.</summary>
    /// <param name="count">Sequences.</param>
    /// <param name="z">[count, Z], W x + b; what is left in it is handed to <see cref="StepBackward"/>.</param>
    /// <param name="before">[count, S], states before the step.</param>
    /// <param name="after">[count, S], states after it, written.</param>
    /// <param name="kept">[count, K], written.</param>
    protected abstract void StepForward(int count, float* z, float* before, float* after, float* kept);

    /// <summary>The same step backward.</summary>
    /// <param name="count">Sequences.</param>
    /// <param name="z">[count, Z]; what forward left in, dz out.</param>
    /// <param name="before">[count, S].</param>
    /// <param name="after">[count, S].</param>
    /// <param name="kept">[count, K]; may be changed for <see cref="AddGradients"/>.</param>
    /// <param name="d">[count, S]; gradient of the states after the step in, of those before it out.</param>
    protected abstract void StepBackward(int count, float* z, float* before, float* after, float* kept, float* d);

    /// <summary>Adds the gradients of the cell's own tensors, all but weight_ih and bias, from all rows.</summary>
    protected abstract void AddGradients(int rows, float* dz, float* before, float* after, float* kept);

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x, StateView initial = default)
    {
        _layout = layout;
        _x = x;
        int rows = layout.Rows;
        float* z = Reserve(ref _z, (long)rows * GateSize), after = Reserve(ref _states, (long)rows * StateSize), before = Reserve(ref _before, (long)rows * StateSize), kept = Reserve(ref _kept, (long)rows * KeptSize + 1);
        _gemm.Multiply(rows, GateSize, Inputs, new(x, Inputs, 1), new(_inputWeights, 1, Inputs), z, GateSize, accumulate: false);
        foreach (TrainableMatrix matrix in _matrices) matrix.PackForward();
        for (int i = 0; i < layout.Steps; i++)
        {
            int t = _reverse ? layout.Steps - 1 - i : i, active = layout.Active(t);
            long row = layout.Start(t);
            (int fed, int continuing) = Before(t);
            Copy(after + (long)fed * StateSize, before + row * StateSize, (long)continuing * StateSize);
            for (int b = continuing; b < active; b++) initial.Read(b, new Span<float>(before + (row + b) * StateSize, StateSize));
            if (HasBias) RowOperations.AddToRows(Value("bias"), z + row * GateSize, active, GateSize);
            LookAhead(_reverse ? t - 1 : t + 1, null);
            StepForward(active, z + row * GateSize, before + row * StateSize, after + row * StateSize, kept + row * KeptSize);
        }
        float* y = Reserve(ref _y, (long)rows * Outputs);
        for (long r = 0; r < rows; r++) Copy(after + r * StateSize, y + r * Outputs, Outputs);
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient, StateView final = default)
    {
        BackwardThroughTime(dy, final);
        float* dz = _z!.Pointer;
        int rows = _layout.Rows;
        _gemm.Multiply(GateSize, Inputs, rows, new(dz, 1, GateSize), new(_x, Inputs, 1), _inputGradient, Inputs, accumulate: true);
        AddGradients(rows, dz, _before!.Pointer, _states!.Pointer, _kept!.Pointer);
        if (!needInputGradient) return null;
        float* dx = Reserve(ref _dx, (long)rows * Inputs);
        _gemm.Multiply(rows, Inputs, GateSize, new(dz, GateSize, 1), new(_inputWeights, Inputs, 1), dx, Inputs, accumulate: false);
        return dx;
    }

    /// <inheritdoc/>
    public override void ReadFinalState(StateView target)
    {
        for (int b = 0; b < _layout.Count; b++)
        {
            long row = _reverse ? b : _layout.Start(_layout.Lengths[b] - 1) + b;
            Copy(_states!.Pointer + row * StateSize, target[b], StateSize);
        }
    }

    /// <inheritdoc/>
    public override void ReadInitialGradient(StateView target)
    {
        for (int b = 0; b < _layout.Count; b++) Copy(_dInitial!.Pointer + (long)b * StateSize, target[b], StateSize);
    }

    /// <summary>A tensor of this direction.</summary>
    protected float* Value(string name) => _layer.Value(name);

    /// <summary>The gradient of a tensor of this direction.</summary>
    protected float* Gradient(string name) => _layer.Gradient(name);

    /// <summary>A matrix that the steps use; packed before the first one.</summary>
    protected TrainableMatrix Matrix(string name)
    {
        var matrix = new TrainableMatrix(_layer.Parameters, _layer.FullName(name), _gemm);
        _matrices.Add(matrix);
        return matrix;
    }

    /// <summary>Walks the steps backwards; the memory of z then holds dz [R, Z].</summary>
    private void BackwardThroughTime(float* dy, StateView final)
    {
        float* d = Reserve(ref _dState, (long)_layout.Count * StateSize), dInitial = Reserve(ref _dInitial, (long)_layout.Count * StateSize);
        foreach (TrainableMatrix matrix in _matrices) matrix.PackBackward();
        int carried = 0; // Sequences that have a following step and so receive a gradient from it.
        for (int i = _layout.Steps - 1; i >= 0; i--)
        {
            int t = _reverse ? _layout.Steps - 1 - i : i, active = _layout.Active(t);
            long row = _layout.Start(t);
            (_, int continuing) = Before(t);
            for (int b = carried; b < active; b++) final.Read(b, new Span<float>(d + (long)b * StateSize, StateSize));
            for (int b = 0; b < active && dy is not null; b++) RowOperations.Add(dy + (row + b) * Outputs, d + (long)b * StateSize, Outputs);
            LookAhead(_reverse ? t + 1 : t - 1, dy);
            StepBackward(active, _z!.Pointer + row * GateSize, _before!.Pointer + row * StateSize, _states!.Pointer + row * StateSize, _kept!.Pointer + row * KeptSize, d);
            if (HasBias) RowOperations.SumRows(_z!.Pointer + row * GateSize, active, GateSize, Gradient("bias"));
            Copy(d + (long)continuing * StateSize, dInitial + (long)continuing * StateSize, (long)(active - continuing) * StateSize);
            carried = continuing;
        }
    }

    /// <summary>Asks for the rows of step t during the products of the step before it: all of a batch's rows are more than a cache holds.</summary>
    private void LookAhead(int t, float* dy)
    {
        _gemm.Ahead.Clear();
        if (t < 0 || t >= _layout.Steps) return;
        long row = _layout.Start(t);
        int active = _layout.Active(t);
        _gemm.Ahead.Add(_z!.Pointer + row * GateSize, active * GateSize);
        _gemm.Ahead.Add(_before!.Pointer + row * StateSize, active * StateSize);
        _gemm.Ahead.Add(_states!.Pointer + row * StateSize, active * StateSize);
        if (dy != null) _gemm.Ahead.Add(dy + row * Outputs, active * Outputs);
    }

    /// <summary>First row of the step that feeds step t, and how many sequences have that step; the others start at t.</summary>
    private (int Row, int Continuing) Before(int t)
    {
        int before = _reverse ? t + 1 : t - 1;
        int continuing = Math.Min(_layout.Active(before), _layout.Active(t));
        return (continuing > 0 ? _layout.Start(before) : 0, continuing);
    }

    private static void Copy(float* source, float* target, long length) => Buffer.MemoryCopy(source, target, length * sizeof(float), length * sizeof(float));
}
