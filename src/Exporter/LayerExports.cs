using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Exporter.Onnx.Layers;
using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter;

/// <summary>What the exporter knows of a kind of layer.</summary>
/// <param name="Write">Writes its nodes.</param>
/// <param name="Step">Its equations.</param>
internal sealed record LayerExport(Action<LayerGraph> Write, ReferenceStep Step);

/// <summary>The table of layers: a row for each kind.</summary>
internal static class LayerExports
{
    private static readonly Dictionary<LayerKind, LayerExport> s_kinds = new()
    {
        [LayerKind.Rnn] = new(RnnGraph.Write, RnnGraph.Step),
        [LayerKind.Jordan] = new(JordanGraph.Write, JordanGraph.Step),
        [LayerKind.Lstm] = new(LstmGraph.Write, LstmGraph.Step),
        [LayerKind.Gru] = new(GruGraph.Write, GruGraph.Step),
        [LayerKind.Clockwork] = new(ClockworkGraph.Write, ClockworkGraph.Step),
        [LayerKind.Scrn] = new(ScrnGraph.Write, ScrnGraph.Step),
        [LayerKind.Dense] = new(DenseGraph.Write, DenseGraph.Step),
        [LayerKind.Embedding] = new(EmbeddingGraph.Write, EmbeddingGraph.Step),
        [LayerKind.LayerNorm] = new(LayerNormGraph.Write, LayerNormGraph.Step),
        [LayerKind.MeanPool] = new(MeanPoolGraph.Write, MeanPoolGraph.Step),
        [LayerKind.Tanh] = new(TanhGraph.Write, TanhGraph.Step),
        [LayerKind.LogSoftmax] = new(LogSoftmaxGraph.Write, LogSoftmaxGraph.Step),
    };

    public static LayerExport Of(LayerKind kind) => s_kinds.TryGetValue(kind, out LayerExport? export) ? export : throw new NotSupportedException($"{kind} has no row in {nameof(LayerExports)}");
}
