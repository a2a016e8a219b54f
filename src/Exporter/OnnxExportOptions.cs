namespace EmbeddedSeq.Exporter;

/// <summary>What kind of graph to write.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>Piece by piece or whole utterances.</summary>
    public OnnxForm Form { get; init; } = OnnxForm.Streaming;

    /// <summary>Number of steps T of one run, fixed in the graph; null leaves it free, as models of several networks need it.</summary>
    public int? Steps { get; init; }

    /// <summary>Number of sequences B of one run, fixed in the graph; null leaves it free, as models of several networks need it.</summary>
    public int? Batch { get; init; }
}
