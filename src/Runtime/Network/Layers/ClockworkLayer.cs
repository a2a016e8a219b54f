using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>See <see cref="LayerKind.Clockwork"/>. G groups.</summary>
internal sealed class ClockworkKind() : RecurrentKind(nameof(Clockwork))
{
    private const int MostGroups = 16, LongestPeriod = 65536;

    internal override string[] Options => [nameof(LayerSpec.Activation), nameof(LayerSpec.Periods)];

    internal override UsualCell[] Cells => [new("clockwork", layer => layer with { Periods = UsualPeriods(layer.Units) })];

    // Because each period divides the next one, the groups that change at a step are always the first ones.
    internal override string? FindProblem(LayerSpec layer)
    {
        if (layer.Periods is not { Count: >= 1 and <= MostGroups } periods) return $"periods must have 1 to {MostGroups} numbers, found {layer.Periods?.Count ?? 0}";
        if (layer.Units % periods.Count != 0) return $"units must be a multiple of the {periods.Count} groups, found {layer.Units}";
        for (int g = 0; g < periods.Count; g++)
        {
            if (periods[g] is < 1 or > LongestPeriod) return $"periods[{g}] must be 1 to {LongestPeriod}, found {periods[g]}";
            if (g > 0 && (periods[g] <= periods[g - 1] || periods[g] % periods[g - 1] != 0)) return $"periods[{g}] must be a larger multiple of {periods[g - 1]}, found {periods[g]}";
        }
        return null;
    }

    internal override TensorSpec[] Tensors(LayerSpec layer)
    {
        int groups = layer.Periods!.Count, size = layer.Units / groups;
        var tensors = new TensorSpec[groups + 2];
        tensors[0] = new("weight_ih", [layer.Units, layer.Inputs]);
        for (int g = 0; g < groups; g++) tensors[g + 1] = new($"weight_hh_{g}", [size, layer.Units - g * size]);
        tensors[^1] = new("bias", [layer.Units]);
        return tensors;
    }

    internal override StateSpec[] States(LayerSpec layer) => [new("h", layer.Units), new("clock", 1)];

    internal override string[] Describe(LayerSpec layer) => [InWords(layer.ActivationOrUsual), $"periods {string.Join(' ', layer.Periods ?? [])}"];

    private static int[] UsualPeriods(int units)
    {
        int groups = units % 4 == 0 ? 4 : units % 3 == 0 ? 3 : units % 2 == 0 ? 2 : 1;
        return [.. Enumerable.Range(0, groups).Select(g => 1 << g)];
    }

    protected override RecurrentLayer CreateDirection(LayerWeights weights) => new ClockworkLayer(weights);
}

/// <summary>
/// One direction of a Clockwork layer. Group g has its units change, h = f(W x + U_g h'_g.. + b), at steps that are a multiple of
/// its period, counted from the start of the sequence in the layer's direction; U_g reads the groups from g on. State: h [H], and
/// the number of the step, counted up to the longest period.
/// </summary>
internal sealed class ClockworkLayer : RecurrentLayer
{
    private readonly PanelMatrix[] _recurrent; // [H/G, H − g·H/G] of each group.
    private readonly int[] _periods;
    private readonly Activation _activation;
    private readonly int _units, _size;

    public ClockworkLayer(LayerWeights weights) : this(weights, [.. weights.Spec.Periods!.Select((_, g) => weights.Matrix($"weight_hh_{g}"))])
    {
    }

    private ClockworkLayer(LayerWeights weights, PanelMatrix[] recurrent)
        : base(weights, weights.Vector("bias"), work: weights.Spec.Units + recurrent[0].PaddedColumns, recurrent)
    {
        (_recurrent, _periods, _activation) = (recurrent, [.. weights.Spec.Periods!], weights.Spec.ActivationOrUsual);
        (_units, _size) = (weights.Spec.Units, weights.Spec.Units / recurrent.Length);
    }

    /// <inheritdoc/>
    protected override void Advance(Span<float> z, int sequences, RowSet states, Span<float> work, in Sweep sweep)
    {
        // Sequences are at different times, so their groups change at different steps: one after the other.
        for (int s = 0; s < sequences; s++) Advance(z.Slice(s * Stride, _units), states[s], work);
    }

    private void Advance(Span<float> z, Span<float> state, Span<float> work)
    {
        int padded = _recurrent[0].PaddedColumns;
        Span<float> before = work[.._units], product = work.Slice(_units, padded), rounding = work[(_units + padded)..];
        state[.._units].CopyTo(before);
        int clock = (int)state[_units];
        for (int g = 0; g < _periods.Length && clock % _periods[g] == 0; g++)
        {
            product.Clear();
            _recurrent[g].AddProduct(new RowSet(before[(g * _size)..], _units - g * _size, _units), 1, product, padded, rounding);
            Span<float> h = state.Slice(g * _size, _size);
            z.Slice(g * _size, _size).CopyTo(h);
            Elementwise.Add(product, h);
            ActivationFunction.Run(_activation, h);
        }
        state[_units] = (clock + 1) % _periods[^1];
    }
}
