namespace EmbeddedSeq.Exporter.Import;

/// <summary>What is wrong with a node, thrown where it is noticed; the reader of the graph adds file and node to it.</summary>
internal sealed class UnsupportedGraphException(string problem) : Exception(problem);
