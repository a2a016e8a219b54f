using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Exporter.Onnx.Decoding;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using Google.Protobuf;

namespace EmbeddedSeq.Exporter;

/// <summary>Writes a model as an ONNX graph of standard operators. Inputs, outputs and metadata: docs/onnx.md.</summary>
public static class OnnxExporter
{
    /// <summary>Operator set 17 is the newest that IR version 8 carries; LSTM is that of 14, LogSoftmax that of 13.</summary>
    internal const int OperatorSet = 17;
    internal const int IrVersion = 8;

    // Protocol buffers end at 2 GiB; what is not trained weights (zero biases, names, metadata) takes far less than 64 MiB.
    private const long MaximumWeightBytes = int.MaxValue - (64 << 20);

    /// <summary>Writes the graph to a file; a file that is there is replaced in one step.</summary>
    /// <exception cref="ModelFormatException">The streaming form of a network that is not causal or of a model of several networks; a fixed size of such a model; a model of spoken words, whose networks are exported one by one (<see cref="ModelWeights.Part"/>); or more weights than an ONNX file holds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A fixed number of steps or sequences below 1.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is untouched.</exception>
    public static void Export(ModelWeights model, string path, OnnxExportOptions? options = null)
    {
        ModelProto graph = Build(model, options ?? new());
        AtomicFile.Write(path, graph.WriteTo);
    }

    /// <summary>The bytes of the file that <see cref="Export"/> would write.</summary>
    /// <exception cref="ModelFormatException">As in <see cref="Export"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">As in <see cref="Export"/>.</exception>
    public static byte[] ToBytes(ModelWeights model, OnnxExportOptions? options = null) => Build(model, options ?? new()).ToByteArray();

    internal static ModelProto Build(ModelWeights model, OnnxExportOptions options)
    {
        ModelSpec spec = model.Spec;
        Check(spec, options);
        var proto = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "EmbeddedSeq",
            ProducerVersion = typeof(OnnxExporter).Assembly.GetName().Version!.ToString(3),
            DocString = spec.Audio is null
                ? "Inputs and outputs: the metadata say what numbers of rows and tokens stand for."
                : "Input: log-mel features, normalised and stacked as the metadata say. Output: logarithms of the probabilities of the tokens in the metadata, token 0 being the CTC blank.",
            Graph = spec.Networks is null ? NetworkGraph.Build(model, options) : DecodingGraph.Build(model),
        };
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        foreach ((string key, string value) in OnnxMetadata.Of(model, options.Form))
            proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return proto;
    }

    private static void Check(ModelSpec spec, OnnxExportOptions options)
    {
        if (options.Steps is { } steps) ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1, nameof(options.Steps));
        if (options.Batch is { } batch) ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1, nameof(options.Batch));
        if (spec.Networks is not null && (options.Steps ?? options.Batch) is not null) throw new ModelFormatException(spec.Name, $"a model for the task {spec.Task} reads one text of any length; leave its sizes free");
        if (options.Form is OnnxForm.Streaming && spec.Networks is not null) throw new ModelFormatException(spec.Name, $"a model for the task {spec.Task} reads whole texts; export the whole-utterance form");
        if (options.Form is OnnxForm.Streaming && !spec.IsCausal)
        {
            int layer = spec.Layers.TakeWhile(l => !l.Bidirectional).Count();
            throw new ModelFormatException(spec.Name, $"the streaming form needs a causal network, found layers[{layer}] bidirectional; export the whole-utterance form");
        }
        if (spec.ParameterCount * sizeof(float) is > MaximumWeightBytes and var bytes)
            throw new ModelFormatException(spec.Name, $"an ONNX file holds at most {MaximumWeightBytes} bytes of weights, found {bytes}");
    }
}
