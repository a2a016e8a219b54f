using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>One direction of an LSTM layer, backpropagated through the whole sequence. docs/bptt.md derives what the code does.</summary>
/// <remarks>B sequences, T steps, R rows, I inputs, H units; gates i, f, g, o.</remarks>
internal sealed unsafe class TrainableLstm : TrainableLayer
{
    private readonly bool _reverse;
    private readonly Gemm _gemm;
    private readonly float* _inputWeights, _recurrentWeights, _bias;
    private readonly float* _inputGradient, _recurrentGradient, _biasGradient;
    private readonly PackedMatrix _recurrentForward, _recurrentBackward;
    private AlignedBuffer? _gates, _cells, _y, _dx, _before, _carried;
    private readonly AlignedBuffer _zeros;
    private SequenceLayout _layout = null!;
    private float* _x;

    public TrainableLstm(WorkerParameters parameters, string prefix, int inputs, int units, bool reverse, Gemm gemm) : base(inputs, units)
    {
        string suffix = reverse ? "_reverse" : "";
        (_reverse, _gemm) = (reverse, gemm);
        _inputWeights = parameters.Value(prefix + "weight_ih" + suffix);
        _inputGradient = parameters.Gradient(prefix + "weight_ih" + suffix);
        _recurrentWeights = parameters.Value(prefix + "weight_hh" + suffix);
        _recurrentGradient = parameters.Gradient(prefix + "weight_hh" + suffix);
        _bias = parameters.Value(prefix + "bias" + suffix);
        _biasGradient = parameters.Gradient(prefix + "bias" + suffix);
        (_recurrentForward, _recurrentBackward) = (new PackedMatrix(units, 4 * units), new PackedMatrix(4 * units, units));
        _zeros = new AlignedBuffer(units);
    }

    private int Units => Outputs;

    /// <inheritdoc/>
    public override float* Forward(SequenceLayout layout, float* x)
    {
        _layout = layout;
        _x = x;
        float* z = Reserve(ref _gates, 4L * layout.Rows * Units), c = Reserve(ref _cells, (long)layout.Rows * Units), y = Reserve(ref _y, (long)layout.Rows * Units);
        _gemm.Multiply(layout.Rows, 4 * Units, Inputs, new(x, Inputs, 1), new(_inputWeights, 1, Inputs), z, 4 * Units, accumulate: false);
        _recurrentForward.Pack(new(_recurrentWeights, 1, Units));
        for (int i = 0; i < layout.Steps; i++)
        {
            int t = _reverse ? layout.Steps - 1 - i : i;
            (int before, int continuing) = Before(t);
            long row = layout.Start(t);
            if (continuing > 0) _gemm.Multiply(continuing, new(y + (long)before * Units, Units, 1), _recurrentForward, z + 4 * row * Units, 4 * Units, accumulate: true);
            for (int b = 0; b < layout.Active(t); b++)
            {
                long at = (row + b) * Units;
                LstmGates.Forward(z + 4 * at, _bias, PreviousCell(c, before, continuing, b), c + at, y + at, Units);
            }
        }
        return y;
    }

    /// <inheritdoc/>
    public override float* Backward(float* dy, bool needInputGradient)
    {
        BackwardThroughTime(dy);
        float* dz = _gates!.Pointer;
        int rows = _layout.Rows;
        _gemm.Multiply(4 * Units, Inputs, rows, new(dz, 1, 4 * Units), new(_x, Inputs, 1), _inputGradient, Inputs, accumulate: true);
        _gemm.Multiply(4 * Units, Units, rows, new(dz, 1, 4 * Units), new(OutputsBefore(), Units, 1), _recurrentGradient, Units, accumulate: true);
        RowOperations.SumRows(dz, rows, 4 * Units, _biasGradient);
        if (!needInputGradient) return null;
        float* dx = Reserve(ref _dx, (long)rows * Inputs);
        _gemm.Multiply(rows, Inputs, 4 * Units, new(dz, 4 * Units, 1), new(_inputWeights, Inputs, 1), dx, Inputs, accumulate: false);
        return dx;
    }

    /// <summary>Walks the steps backwards; the gates' memory then holds dz [R, 4H].</summary>
    private void BackwardThroughTime(float* dy)
    {
        int count = _layout.Count;
        float* z = _gates!.Pointer, c = _cells!.Pointer;
        float* dh = Reserve(ref _carried, 2L * count * Units), dc = dh + (long)count * Units;
        _recurrentBackward.Pack(new(_recurrentWeights, Units, 1));
        int carried = 0; // Sequences that have a following step and so receive a gradient from it.
        for (int i = _layout.Steps - 1; i >= 0; i--)
        {
            int t = _reverse ? _layout.Steps - 1 - i : i, active = _layout.Active(t);
            (int before, int continuing) = Before(t);
            new Span<float>(dh + (long)carried * Units, (active - carried) * Units).Clear();
            new Span<float>(dc + (long)carried * Units, (active - carried) * Units).Clear();
            long row = _layout.Start(t);
            for (int b = 0; b < active; b++)
            {
                long at = (row + b) * Units;
                LstmGates.Backward(z + 4 * at, PreviousCell(c, before, continuing, b), c + at, dy + at, dh + (long)b * Units, dc + (long)b * Units, Units);
            }
            if (continuing > 0) _gemm.Multiply(continuing, new(z + 4 * row * Units, 4 * Units, 1), _recurrentBackward, dh, Units, accumulate: false);
            carried = continuing;
        }
    }

    /// <summary>First row of the step that feeds step t, and how many sequences have that step; the others start at t.</summary>
    private (int Row, int Continuing) Before(int t)
    {
        int before = _reverse ? t + 1 : t - 1;
        int continuing = Math.Min(_layout.Active(before), _layout.Active(t));
        return (continuing > 0 ? _layout.Start(before) : 0, continuing);
    }

    private float* PreviousCell(float* cells, int before, int continuing, int b) => b < continuing ? cells + (long)(before + b) * Units : _zeros.Pointer;

    /// <summary>For each row the output of the step before it, zeros where there is none: [R, H].</summary>
    private float* OutputsBefore()
    {
        float* target = Reserve(ref _before, (long)_layout.Rows * Units), y = _y!.Pointer;
        for (int t = 0; t < _layout.Steps; t++)
        {
            (int before, int continuing) = Before(t);
            long row = _layout.Start(t);
            new Span<float>(y + (long)before * Units, continuing * Units).CopyTo(new Span<float>(target + row * Units, continuing * Units));
            new Span<float>(target + (row + continuing) * Units, (_layout.Active(t) - continuing) * Units).Clear();
        }
        return target;
    }
}
