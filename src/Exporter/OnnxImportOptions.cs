namespace EmbeddedSeq.Exporter;

/// <summary>What an ONNX file may not say of itself.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>Name of the model; null takes that of the metadata, else the file's.</summary>
    public string? Name { get; init; }

    /// <summary>The output of the graph that is the model's; null takes the first that a layer writes.</summary>
    public string? Output { get; init; }

    /// <summary>Whether to put a log-softmax behind the last layer: for graphs that end with logits.</summary>
    public bool AddLogSoftmax { get; init; }

    /// <summary>Entries that count before those of the file's metadata: tokens, features, ... as docs/onnx.md lists them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
