using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>A model's description together with its float32 tensors, as trainer and exporter exchange it and as a file holds it.</summary>
public sealed class ModelWeights
{
    /// <summary>Key of the description in the file's metadata.</summary>
    internal const string SpecKey = "embeddedseq.model";

    private readonly Dictionary<string, Tensor> _tensors;

    /// <summary>Puts tensors to a description.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing or of another shape than the description asks for.</exception>
    public ModelWeights(ModelSpec spec, IEnumerable<Tensor> tensors)
    {
        Spec = spec;
        _tensors = tensors.ToDictionary(t => t.Name);
        foreach (TensorSpec expected in spec.AllTensors())
        {
            if (!_tensors.TryGetValue(expected.Name, out Tensor? tensor)) throw new ModelFormatException(spec.Name, $"tensor {expected.Name} is missing");
            if (!tensor.Shape.SequenceEqual(expected.Shape)) throw new ModelFormatException(spec.Name, $"tensor {expected.Name}: expected shape {Tensor.Format(expected.Shape)}, found {Tensor.Format(tensor.Shape)}");
        }
    }

    /// <summary>The description.</summary>
    public ModelSpec Spec { get; }

    /// <summary>All tensors.</summary>
    public IReadOnlyCollection<Tensor> Tensors => _tensors.Values;

    /// <summary>A tensor by its full name, for example "layers.0.weight_ih".</summary>
    public Tensor this[string name] => _tensors[name];

    /// <summary>One network of a model that has several as a model of its own, from numbers to numbers (<see cref="TaskKind.Sequence"/>). It shares the weights.</summary>
    /// <param name="network">See <see cref="NetworkNames"/>.</param>
    /// <exception cref="ModelFormatException">The model has no such network.</exception>
    public ModelWeights Part(string network)
    {
        IReadOnlyList<LayerSpec> layers = Spec.NetworkLayers(network);
        var spec = new ModelSpec { Name = $"{Spec.Name} {network}", Task = TaskKind.Sequence, Layers = layers, Tokens = [] };
        return new ModelWeights(spec, spec.LayerTensors().Select(t => new Tensor(t.Name, t.Shape, this[network + t.Name[NetworkNames.Main.Length..]].Data)));
    }

    /// <summary>One of the model's networks, compiled in memory to float32.</summary>
    /// <param name="name">See <see cref="NetworkNames"/>.</param>
    /// <exception cref="ModelFormatException">The model has no such network.</exception>
    public SequenceNetwork Network(string name = NetworkNames.Main) =>
        CompiledModel.Compile(name == NetworkNames.Main && Spec.Networks is null ? this : Part(name), WeightPrecision.Float32).Network();

    /// <summary>Reads a trained model, a checkpoint, or the rounded weights of a compiled model.</summary>
    /// <exception cref="ModelFormatException">Not a model, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelWeights Load(string path)
    {
        using var reader = new SafetensorsReader(path);
        return reader.Metadata.ContainsKey(CompiledModel.VersionKey) ? CompiledModel.Open(path).ToWeights() : Read(reader, path);
    }

    /// <summary>Writes the model; a file that is there is replaced in one step.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => SafetensorsWriter.Write(path, new Dictionary<string, string> { [SpecKey] = Spec.ToJson() }, Tensors);

    internal static ModelWeights Read(SafetensorsReader reader, string path)
    {
        ModelSpec spec = ReadSpec(reader, path);
        var weights = new ModelWeights(spec, spec.AllTensors().Select(reader.ReadFloat32));
        if (spec.Audio is null) return weights;
        int bad = Array.FindIndex(weights["features.std"].Data, s => s <= 0);
        if (bad >= 0) throw new ModelFormatException(path, $"tensor features.std: element {bad} must be above 0, found {weights["features.std"].Data[bad]}");
        return weights;
    }

    internal static ModelSpec ReadSpec(SafetensorsReader reader, string path) =>
        reader.Metadata.TryGetValue(SpecKey, out string? json)
            ? ModelSpec.FromJson(json, path)
            : throw new ModelFormatException(path, $"a safetensors file without the metadata entry \"{SpecKey}\": not a model of this runtime");
}
