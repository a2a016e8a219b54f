namespace EmbeddedSeq.Exporter.Import;

/// <summary>What an axis of a signal counts.</summary>
internal enum AxisKind
{
    /// <summary>Steps or sequences: which of them, the first recurrent layer decides.</summary>
    Open,

    /// <summary>The numbers of one step.</summary>
    Features,

    /// <summary>Forward, reverse.</summary>
    Directions,
}

/// <summary>An axis keeps its identity wherever transposing and reshaping puts it.</summary>
internal sealed class Axis(AxisKind kind, Size size)
{
    public AxisKind Kind { get; } = kind;

    public Size Size { get; } = size;
}
