namespace EmbeddedSeq.Runtime.Model.Layers;

/// <summary>See <see cref="LayerKind.Embedding"/>.</summary>
internal sealed class EmbeddingDefinition() : LayerDefinition(LayerKind.Embedding, nameof(LayerKind.Embedding))
{
    private const int MostRows = 1 << 23;

    public override string[] Options => [nameof(LayerSpec.Rows)];

    public override string? FindProblem(LayerSpec layer) => layer.Rows is < 1 or > MostRows ? $"rows must be 1 to {MostRows}, found {layer.Rows}" : null;

    public override TensorSpec[] Tensors(LayerSpec layer) => [new("weight", [layer.Rows, layer.Units])];
}
