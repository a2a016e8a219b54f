using System.Runtime.InteropServices;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Model;
using Google.Protobuf;

namespace EmbeddedSeq.Benchmarks.Engines;

/// <summary>
/// The exported graph with its LSTM nodes replaced by ONNX Runtime's DynamicQuantizeLSTM, as the quantiser of ONNX Runtime
/// does it with one scale per output: weights 8-bit, symmetric, transposed to [D, K, 4H]; inputs quantised at every step.
/// </summary>
/// <remarks>The last, small matrix stays float32, as it does in our own compiled models. Source: contrib operator com.microsoft.DynamicQuantizeLSTM.</remarks>
internal static class QuantizedOnnx
{
    private const string Domain = "com.microsoft";
    private const int Int8 = 3; // TensorProto.DataType

    public static byte[] ToBytes(ModelWeights model, OnnxExportOptions options)
    {
        ModelProto proto = OnnxExporter.Build(model, options);
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        foreach (NodeProto node in proto.Graph.Node.Where(n => n.OpType == "LSTM")) Replace(node, proto.Graph);
        return proto.ToByteArray();
    }

    private static void Replace(NodeProto node, GraphProto graph)
    {
        node.OpType = "DynamicQuantizeLSTM";
        node.Domain = Domain;
        string w = node.Input[1], r = node.Input[2];
        while (node.Input.Count < 8) node.Input.Add(""); // No sequence lengths, no peepholes.
        foreach (string name in new[] { w, r })
        {
            Quantize(graph.Initializer.Single(t => t.Name == name), graph);
            node.Input.Add([name + "_scale", name + "_zero_point"]);
        }
    }

    /// <summary>Weights [1, 4H, K] become 8-bit [1, K, 4H] with scales and zero points [1, 4H].</summary>
    private static void Quantize(TensorProto tensor, GraphProto graph)
    {
        int outputs = (int)tensor.Dims[1], depth = (int)tensor.Dims[2];
        ReadOnlySpan<float> weights = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
        float[] scales = new float[outputs];
        sbyte[] quantized = new sbyte[outputs * depth];
        for (int n = 0; n < outputs; n++)
        {
            ReadOnlySpan<float> row = weights.Slice(n * depth, depth);
            float largest = 0;
            foreach (float v in row) largest = MathF.Max(largest, MathF.Abs(v));
            scales[n] = largest > 0 ? largest / 127 : 1;
            for (int k = 0; k < depth; k++) quantized[k * outputs + n] = (sbyte)Math.Clamp(MathF.Round(row[k] / scales[n]), -127, 127);
        }
        (tensor.DataType, tensor.RawData) = (Int8, ByteString.CopyFrom(MemoryMarshal.AsBytes(quantized.AsSpan())));
        (tensor.Dims[1], tensor.Dims[2]) = (depth, outputs);
        Add(graph, tensor.Name + "_scale", (int)TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(scales.AsSpan()), outputs);
        Add(graph, tensor.Name + "_zero_point", Int8, new byte[outputs], outputs);
    }

    private static void Add(GraphProto graph, string name, int type, ReadOnlySpan<byte> data, int length)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.Add([1, length]);
        graph.Initializer.Add(tensor);
    }
}
