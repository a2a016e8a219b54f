using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Onnx.Decoding;

/// <summary>What a network remembers from turn to turn of a Loop.</summary>
internal static class LoopStates
{
    /// <summary>Zeros that a Loop begins with, and names for what it ends with, in the order in which the body's layers declare their states.</summary>
    public static (string[] First, string[] Last) Around(GraphBuilder graph, ModelSpec spec, string network)
    {
        (string Name, int Units)[] states = [.. OnnxNames.States(spec, network)];
        return ([.. states.Select(s => graph.Constant("first_" + s.Name, new float[s.Units], 1, 1, s.Units))], [.. states.Select(s => "last_" + s.Name)]);
    }
}
