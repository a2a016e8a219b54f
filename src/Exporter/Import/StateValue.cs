namespace EmbeddedSeq.Exporter.Import;

/// <summary>States of recurrent layers, of whatever shape: filled with one number, or passed in or out of the graph. Good to start a layer with, unless a layer ends with it; that, layers can read if it is the output of the last step.</summary>
/// <param name="number">The number, or null for a state that is passed in or out.</param>
/// <param name="description">What it is, for messages.</param>
internal sealed class StateValue(float? number, string description) : Value
{
    private Func<Signal>? _signal;
    private IReadOnlyList<StateValue> _parts = [];

    /// <summary>Null for a state that is passed in or out: zeros are what a sequence starts with.</summary>
    public float? Number { get; } = number;

    /// <summary>How many sequences it is for, if it was made when the file was written and not for those that come.</summary>
    public long? Sequences { get; init; }

    /// <summary>Whether it is what a layer ends with.</summary>
    public bool IsEnd { get; private init; }

    public override string Description { get; } = description;

    /// <summary>The state after the last step of a layer.</summary>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="output">The layer's output at that step; null if the state is none.</param>
    public static StateValue End(string layer, Func<Signal>? output) => new(null, $"the last state of {layer}") { IsEnd = true, _signal = output };

    /// <summary>States one behind the other along the first axis, as PyTorch has those of several layers.</summary>
    public static StateValue Join(IReadOnlyList<StateValue> parts) =>
        parts.Any(p => p.IsEnd) ? new(null, string.Join(" and ", parts.Select(p => p.Description))) { IsEnd = true, _parts = parts } : parts[0];

    /// <summary>What a layer that reads the state reads; null if none can.</summary>
    /// <exception cref="UnsupportedGraphException">It was moved as the output of a layer cannot be.</exception>
    public Signal? AsSignal() => _signal?.Invoke();

    public override Value Transpose(IReadOnlyList<int>? order) => Moved(s => s.Transpose(order));

    public override Value Reshape(IReadOnlyList<Size> shape) => Moved(s => s.Reshape(shape));

    public override Value Squeeze(IReadOnlyList<int>? axes) => Moved(s => s.Squeeze(axes));

    public override Value Unsqueeze(IReadOnlyList<int> axes) => Moved(s => s.Unsqueeze(axes));

    public override Value Slice(int axis, Size start, Size end, long step)
    {
        if (axis != 0 || step != 1 || !start.IsKnown || _parts.Count == 0) return Moved(s => s.Slice(axis, start, end, step));
        long first = start.Factor < 0 ? start.Factor + _parts.Count : start.Factor, last = end.IsKnown ? end.Factor < 0 ? end.Factor + _parts.Count : Math.Min(end.Factor, _parts.Count) : _parts.Count;
        return first >= 0 && last == first + 1 ? _parts[(int)first] : this;
    }

    // Most states are only passed on, in ways that would make no sense for the output of a layer: whether this one does, is seen when a layer reads it.
    private StateValue Moved(Func<Signal, Value> move) => _signal is not { } signal ? this
        : new(Number, Description) { IsEnd = IsEnd, _signal = () => move(signal()) as Signal ?? throw Cannot("read") };
}
