using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>Layers that were found in a graph and what its metadata say, as a model.</summary>
internal sealed class ModelAssembler(string source, OnnxImportOptions options)
{
    public ImportedModel Assemble(ModelProto model, TensorReader tensors)
    {
        ImportedGraph graph = new GraphReader(source, model, tensors).Read(options.Output);
        IReadOnlyList<Stage> stages = graph.Layers();
        List<LayerSpec> layers = [.. stages.Select(s => s.Layer!)];
        if (options.AddLogSoftmax && layers[^1].Kind != LayerKind.LogSoftmax) layers.Add(new() { Kind = LayerKind.LogSoftmax, Inputs = layers[^1].Outputs, Units = layers[^1].Outputs });

        var entries = new Dictionary<string, string>(options.Metadata);
        foreach (StringStringEntryProto entry in model.MetadataProps) entries.TryAdd(entry.Key, entry.Value);
        var metadata = new MetadataReader(source, entries);
        ModelSpec spec = metadata.Spec(layers, options.Name);
        List<Tensor> all = [.. Trained(stages)];
        if (spec.Audio is { } features) all.AddRange([metadata.Statistics("features.mean", features.Bands, 0), metadata.Statistics("features.std", features.Bands, 1)]);
        return new ImportedModel(new ModelWeights(spec, all), graph);
    }

    private IEnumerable<Tensor> Trained(IReadOnlyList<Stage> stages)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            foreach (TensorSpec tensor in stages[i].Layer!.Tensors())
            {
                float[] data = stages[i].Tensors[tensor.Name];
                if (!Array.TrueForAll(data, float.IsFinite)) throw new ModelFormatException(source, $"node {stages[i].Name}: its weights overflow");
                yield return new Tensor(LayerSpec.Prefix(i) + tensor.Name, tensor.Shape, data);
            }
        }
    }
}
