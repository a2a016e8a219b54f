namespace EmbeddedSeq.Exporter.Import;

/// <summary>What is known of a value of the graph without running it. What an operator asks of it and it cannot do is an <see cref="UnsupportedGraphException"/>.</summary>
internal abstract class Value
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Description { get; }

    /// <summary>Length along each axis.</summary>
    public virtual IReadOnlyList<Size> Shape => throw Cannot("ask for the shape of");

    /// <param name="order">For each axis of the result the axis that it was; null reverses them.</param>
    public virtual Value Transpose(IReadOnlyList<int>? order) => throw Cannot("transpose");

    /// <param name="shape">The new lengths; at most one is −1 for what is left.</param>
    public virtual Value Reshape(IReadOnlyList<Size> shape) => throw Cannot("reshape");

    /// <param name="axes">Axes of length 1 to take away; null for all of them.</param>
    public virtual Value Squeeze(IReadOnlyList<int>? axes) => throw Cannot("squeeze");

    /// <param name="axes">Axes of the result that are new.</param>
    public virtual Value Unsqueeze(IReadOnlyList<int> axes) => throw Cannot("unsqueeze");

    /// <summary>The elements start, start + step, ... before end along an axis; negative ones count from the axis's end.</summary>
    public virtual Value Slice(int axis, Size start, Size end, long step) => throw Cannot("slice");

    /// <summary>A cast: to integers, or to floating-point numbers.</summary>
    public virtual Value Cast(bool toInteger) => this;

    /// <summary>An axis that may be counted from the end, as one that is counted from the start.</summary>
    public static int AxisAt(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw new UnsupportedGraphException($"axis {axis} is outside of the {rank} axes that there are");

    /// <summary>Refuses tensors of so many axes as only a damaged file has.</summary>
    protected static int CheckRank(int rank) => rank <= 8 ? rank : throw new UnsupportedGraphException($"expected at most 8 axes, found {rank}");

    protected UnsupportedGraphException Cannot(string what) => new($"cannot {what} {Description}");
}
