namespace EmbeddedSeq.Runtime.Network.Layers;

/// <summary>A kind that gives as many numbers as it gets; without tensors and states unless it says otherwise.</summary>
internal abstract class SameSizeKind(string name) : LayerKind(name)
{
    internal override string? FindProblem(LayerSpec layer) => layer.Units != layer.Inputs ? $"units must equal inputs {layer.Inputs}, found {layer.Units}" : null;
}
