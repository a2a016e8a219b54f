using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>A model whose weights lie in memory as the kernels read them: mapped from a compiled file and used in place, or compiled in memory. Immutable.</summary>
public sealed class CompiledModel
{
    /// <summary>Key of the compiled format's version in the file's metadata.</summary>
    internal const string VersionKey = "embeddedseq.compiled";

    internal const string Version = "1";

    private readonly MemoryRegion _memory;
    private readonly NetworkWeights _weights = new();

    private CompiledModel(string source, ModelSpec spec, MemoryRegion memory, IReadOnlyDictionary<string, SafetensorsEntry> entries)
    {
        (Source, Spec, _memory) = (source, spec, memory);
        var reader = new CompiledTensors(source, memory, entries);
        foreach (TensorSpec tensor in spec.LayerTensors())
        {
            if (tensor.Shape.Length == 2) _weights.Add(tensor.Name, reader.Matrix(tensor));
            else _weights.Add(tensor.Name, reader.Vector(tensor.Name, tensor.Shape[0]));
        }
        GC.KeepAlive(memory);
        if (spec.Audio is null) return;
        int bands = spec.Features.Bands;
        Mean = reader.Vector("features.mean", bands);
        Std = reader.Vector("features.std", bands);
        GC.KeepAlive(memory);
        int bad = CompiledTensors.FindNotPositive(Std);
        if (bad >= 0) throw new ModelFormatException(source, $"tensor features.std: element {bad} must be above 0, found {Std[bad]}");
    }

    /// <summary>The file, or the name of a model that was compiled in memory: for messages.</summary>
    internal string Source { get; }

    /// <summary>The description.</summary>
    public ModelSpec Spec { get; }

    /// <summary>How the recurrent layers' weights are kept.</summary>
    public WeightPrecision Precision => _weights.Matrices.Select(m => m.Precision).DefaultIfEmpty(WeightPrecision.Float32).Max();

    /// <summary>[bands]; empty if the model hears nothing.</summary>
    internal float[] Mean { get; } = [];

    internal float[] Std { get; } = [];

    /// <summary>Refuses a model that is for something else.</summary>
    /// <exception cref="ModelFormatException">It is.</exception>
    internal void RequireTask(TaskKind task)
    {
        if (Spec.Task != task) throw new ModelFormatException(Source, $"expected a model for the task {NameOf(task)}, found one for {NameOf(Spec.Task)}");
    }

    /// <summary>A task as recipes write it.</summary>
    internal static string NameOf(TaskKind task) => JsonNamingPolicy.SnakeCaseLower.ConvertName(task.ToString());

    /// <summary>Opens a model: a compiled file is mapped and used in place, a trained model or checkpoint is compiled in memory to float32.</summary>
    /// <exception cref="ModelFormatException">Not a model, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CompiledModel Open(string path)
    {
        using var reader = new SafetensorsReader(path);
        if (!reader.Metadata.TryGetValue(VersionKey, out string? version)) return Compile(ModelWeights.Read(reader, path), WeightPrecision.Float32, path);
        if (version != Version) throw new ModelFormatException(path, $"compiled format {version}; this version of the runtime reads format {Version}");
        ModelSpec spec = ModelWeights.ReadSpec(reader, path);
        MemoryRegion file = new MappedFile(path).Region;
        return file.Length == reader.Length ? new CompiledModel(path, spec, file, reader.Entries) : throw new ModelFormatException(path, "the file changed while it was opened");
    }

    /// <summary>Whether a file is a compiled model; otherwise it is a trained one. Looks at the header only.</summary>
    /// <exception cref="ModelFormatException">Not a model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsCompiled(string path)
    {
        using var reader = new SafetensorsReader(path);
        return reader.Metadata.ContainsKey(VersionKey);
    }

    /// <summary>
    /// Compares a compiled file with the checksum that <see cref="ModelCompiler.Save"/> wrote into it. Reads all of it, which <see cref="Open"/>
    /// does not: damaged weights that still are numbers are found here only.
    /// </summary>
    /// <returns>Whether the file has a checksum; trained models and those that were compiled before there was one have none.</returns>
    /// <exception cref="ModelFormatException">Not a model, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool VerifyChecksum(string path) => ModelChecksum.Verify(path);

    /// <summary>Compiles trained weights in memory.</summary>
    public static CompiledModel Compile(ModelWeights model, WeightPrecision precision) => Compile(model, precision, model.Spec.Name);

    private static CompiledModel Compile(ModelWeights model, WeightPrecision precision, string source)
    {
        IReadOnlyList<SafetensorsItem> items = ModelCompiler.Compile(model, precision);
        var entries = new Dictionary<string, SafetensorsEntry>();
        long length = 0;
        foreach (SafetensorsItem item in items)
        {
            entries.Add(item.Name, new SafetensorsEntry(item.Name, item.Type, [.. item.Shape], length, item.Data.Length));
            length += (item.Data.Length + 63) / 64 * 64;
        }
        var memory = new AlignedBuffer(length / sizeof(float));
        foreach (SafetensorsItem item in items) item.Data.Span.CopyTo(MemoryMarshal.AsBytes(memory.Span(entries[item.Name].Start / sizeof(float), item.Data.Length / sizeof(float))));
        return new CompiledModel(source, model.Spec, memory.Region, entries);
    }

    /// <summary>The trained weights that this model stands for, rounded as they were when it was compiled.</summary>
    public ModelWeights ToWeights()
    {
        var tensors = new List<Tensor>();
        if (Spec.Audio is not null) tensors.AddRange([new("features.mean", [Mean.Length], Mean), new("features.std", [Std.Length], Std)]);
        foreach (TensorSpec tensor in Spec.LayerTensors())
        {
            float[] data = tensor.Shape.Length == 2 ? PanelPacker.Unpack(_weights.Matrix(tensor.Name)) : [.. _weights.Vector(tensor.Name)];
            tensors.Add(new Tensor(tensor.Name, tensor.Shape, data));
        }
        return new ModelWeights(Spec, tensors);
    }

    /// <summary>Of the description and the weights: reads all of them.</summary>
    internal ulong Checksum()
    {
        return Memory.Checksum.Of(Encoding.UTF8.GetBytes(Spec.ToJson())) ^ Memory.Checksum.Of(_memory);
    }

    /// <summary>One of the model's networks, on weights that are used in place.</summary>
    /// <param name="name">Which (<see cref="NetworkNames"/>).</param>
    /// <exception cref="ModelFormatException">The model has no such network.</exception>
    public SequenceNetwork Network(string name = NetworkNames.Main) => new(name, Spec.NetworkLayers(name), _weights);
}
