using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Trainer.Kernels;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>Clockwork network: group g changes to f(W x + U_g h'_g.. + b) when its sequence's clock is a multiple of its period; state h [H], clock. Because every period divides the next one, the units that change are the first ones.</summary>
internal sealed unsafe class TrainableClockwork : TrainableRecurrent
{
    private readonly TrainableMatrix[] _recurrent;
    private readonly int[] _periods;
    private readonly int _size;

    public TrainableClockwork(LayerParameters layer) : base(layer)
    {
        _periods = [.. layer.Spec.Periods!];
        _recurrent = [.. _periods.Select((_, g) => Matrix($"weight_hh_{g}"))];
        _size = Units / _periods.Length;
    }

    /// <inheritdoc/>
    protected override void StepForward(int count, float* z, float* before, float* after, float* kept)
    {
        int most = 0;
        for (int b = 0; b < count; b++) most = Math.Max(most, Changing(before, b));
        for (int g = 0; g * _size < most; g++) _recurrent[g].AddTo(count, before + g * _size, StateSize, z + g * _size, GateSize);
        for (int b = 0; b < count; b++)
        {
            float* from = before + (long)b * StateSize, to = after + (long)b * StateSize;
            new ReadOnlySpan<float>(from, StateSize).CopyTo(new(to, StateSize));
            var h = new Span<float>(z + (long)b * GateSize, Changing(before, b));
            ActivationFunction.Run(Spec.ActivationOrUsual, h);
            h.CopyTo(new(to, h.Length));
            to[Units] = ((int)from[Units] + 1) % _periods[^1];
        }
    }

    /// <inheritdoc/>
    protected override void StepBackward(int count, float* z, float* before, float* after, float* kept, float* d)
    {
        int most = 0;
        for (int b = 0; b < count; b++)
        {
            int changing = Changing(before, b);
            most = Math.Max(most, changing);
            ActivationGradient.Run(Spec.ActivationOrUsual, d + (long)b * StateSize, z + (long)b * GateSize, changing);
            new Span<float>(z + (long)b * GateSize + changing, Units - changing).Clear();
            new Span<float>(d + (long)b * StateSize, changing).Clear(); // What changed depends on what was before only through U.
            d[(long)b * StateSize + Units] = 0;
        }
        for (int g = 0; g * _size < most; g++) _recurrent[g].Backward(count, z + g * _size, GateSize, d + g * _size, StateSize, accumulate: true);
    }

    /// <inheritdoc/>
    protected override void AddGradients(int rows, float* dz, float* before, float* after, float* kept)
    {
        for (int g = 0; g < _recurrent.Length; g++) _recurrent[g].AddGradient(rows, dz + g * _size, GateSize, before + g * _size, StateSize);
    }

    /// <summary>How many units change at the step of sequence <paramref name="b"/>.</summary>
    private int Changing(float* before, int b)
    {
        int clock = (int)before[(long)b * StateSize + Units], groups = 0;
        while (groups < _periods.Length && clock % _periods[groups] == 0) groups++;
        return groups * _size;
    }
}
