using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>What stands in an exported file.</summary>
public class OnnxExporterTests
{
    [Fact]
    public void Streaming_form_has_states_as_inputs_and_outputs()
    {
        ModelProto proto = Build(RandomModel.Small(), OnnxForm.Streaming);
        Assert.Equal(["features T,B,6", "h0 1,B,5", "c0 1,B,5"], proto.Graph.Input.Select(Describe));
        Assert.Equal(["log_probs T,B,4", "next_h0 1,B,5", "next_c0 1,B,5"], proto.Graph.Output.Select(Describe));
        Assert.Equal(["LSTM", "Squeeze", "MatMul", "Add", "LogSoftmax"], proto.Graph.Node.Select(n => n.OpType));
        Assert.Equal((8, 17), (proto.IrVersion, Assert.Single(proto.OpsetImport).Version));
    }

    [Fact]
    public void Whole_form_takes_lengths_and_joins_directions()
    {
        ModelProto proto = Build(RandomModel.Small(bidirectional: true), OnnxForm.Whole);
        Assert.Equal(["features T,B,6", "lengths B"], proto.Graph.Input.Select(Describe));
        Assert.Equal(["log_probs T,B,4"], proto.Graph.Output.Select(Describe));
        Assert.Equal(["LSTM", "Transpose", "Reshape", "MatMul", "Add", "LogSoftmax"], proto.Graph.Node.Select(n => n.OpType));
        Assert.Equal("bidirectional", proto.Graph.Node[0].Attribute.Single(a => a.Name == "direction").S.ToStringUtf8());
        Assert.Equal("lengths", proto.Graph.Node[0].Input[4]);
    }

    [Fact]
    public void Steps_and_batch_can_be_fixed()
    {
        ModelProto proto = OnnxExporter.Build(RandomModel.Small(), new OnnxExportOptions { Steps = 1, Batch = 2 });
        Assert.Equal(["features 1,2,6", "h0 1,2,5", "c0 1,2,5"], proto.Graph.Input.Select(Describe));
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxExporter.Build(RandomModel.Small(), new OnnxExportOptions { Steps = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxExporter.Build(RandomModel.Small(), new OnnxExportOptions { Batch = -1 }));
    }

    public static TheoryData<string, OnnxForm, bool> Forms
    {
        get
        {
            var forms = new TheoryData<string, OnnxForm, bool>();
            foreach (string cell in RecurrentCells.Names)
            {
                forms.Add(cell, OnnxForm.Streaming, false);
                forms.Add(cell, OnnxForm.Whole, false);
                forms.Add(cell, OnnxForm.Whole, true);
            }
            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_value_is_produced_once_before_it_is_used_and_every_constant_is_used(string cell, OnnxForm form, bool bidirectional)
    {
        GraphProto graph = Build(CellVerifier.Model(cell, bidirectional, seed: 1), form).Graph;
        var known = new HashSet<string>(graph.Input.Select(i => i.Name).Concat(graph.Initializer.Select(t => t.Name)));
        Assert.Equal(graph.Input.Count + graph.Initializer.Count, known.Count);
        Produce(graph, known);
        GraphProto[] bodies = [.. graph.Node.SelectMany(n => n.Attribute).Where(a => a.G is not null).Select(a => a.G)];
        foreach (GraphProto body in bodies)
        {
            Assert.All(body.Input, i => Assert.True(known.Add(i.Name), $"{i.Name} is there twice"));
            Produce(body, known);
        }
        string[] used = [.. bodies.Append(graph).SelectMany(g => g.Node).SelectMany(n => n.Input)];
        Assert.All(graph.Initializer, t => Assert.Contains(t.Name, used));
        Assert.All(graph.Initializer, t => Assert.Equal(t.Dims.Aggregate(t.DataType == (int)TensorProto.Types.DataType.Float ? 4L : 8, (a, b) => a * b), t.RawData.Length));
        Assert.Equal(graph.Node.Count, graph.Node.Select(n => n.Name).Distinct().Count());
    }

    private static void Produce(GraphProto graph, HashSet<string> known)
    {
        foreach (NodeProto node in graph.Node)
        {
            Assert.All(node.Input.Where(i => i.Length > 0), i => Assert.Contains(i, known));
            Assert.All(node.Output.Where(o => o.Length > 0), o => Assert.True(known.Add(o), $"{o} is produced twice"));
        }
        Assert.All(graph.Output, o => Assert.Contains(o.Name, known));
    }

    [Fact]
    public void Gates_go_from_our_order_to_that_of_onnx()
    {
        LayerSpec lstm = new() { Kind = LayerKind.Lstm, Inputs = 1, Units = 2 };
        ModelWeights model = RandomModel.Fill(RandomModel.Features(bands: 1, stack: 1), [lstm], new Random(1));
        new float[] { 11, 12, 21, 22, 31, 32, 41, 42 }.CopyTo(model["layers.0.bias"].Data, 0); // i, f, g, o
        TensorProto biases = Build(model, OnnxForm.Whole).Graph.Initializer.Single(t => t.Name == "layers.0.B");
        Assert.Equal([11, 12, 41, 42, 21, 22, 31, 32, 0, 0, 0, 0, 0, 0, 0, 0], MemoryMarshal.Cast<byte, float>(biases.RawData.Span).ToArray()); // i, o, f, c
        Assert.Equal([1, 16], biases.Dims);
    }

    [Fact]
    public void Metadata_are_enough_to_compute_features_and_to_read_tokens()
    {
        ModelWeights model = RandomModel.Small();
        Dictionary<string, string> metadata = Build(model, OnnxForm.Streaming).MetadataProps.ToDictionary(p => p.Key, p => p.Value);
        Assert.Equal(("random", "streaming"), (metadata["name"], metadata["form"]));
        Assert.Equal(model.Spec.Tokens, JsonSerializer.Deserialize<string[]>(metadata["tokens"])!);
        JsonElement features = JsonDocument.Parse(metadata["features"]).RootElement;
        Assert.Equal((16000, 3, 2), (features.GetProperty("sample_rate").GetInt32(), features.GetProperty("bands").GetInt32(), features.GetProperty("stack").GetInt32()));
        Assert.Equal(model["features.mean"].Data, JsonSerializer.Deserialize<float[]>(metadata["features.mean"])!);
        Assert.Equal(model["features.std"].Data, JsonSerializer.Deserialize<float[]>(metadata["features.std"])!);
    }

    [Fact]
    public void Streaming_form_of_a_bidirectional_network_is_refused()
    {
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => OnnxExporter.ToBytes(RandomModel.Small(bidirectional: true)));
        Assert.Contains("found layers[0] bidirectional", e.Message);
    }

    [Fact]
    public void A_file_holds_the_same_bytes_and_an_unwritable_one_is_an_error()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("eseq-onnx-");
        try
        {
            string path = Path.Combine(folder.FullName, "model.onnx");
            OnnxExporter.Export(RandomModel.Small(), path);
            Assert.Equal(OnnxExporter.ToBytes(RandomModel.Small()), File.ReadAllBytes(path));
            Assert.Single(folder.GetFiles());
            Assert.ThrowsAny<IOException>(() => OnnxExporter.Export(RandomModel.Small(), Path.Combine(folder.FullName, "no", "folder.onnx")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ModelProto Build(ModelWeights model, OnnxForm form) => ModelProto.Parser.ParseFrom(OnnxExporter.ToBytes(model, new OnnxExportOptions { Form = form }));

    private static string Describe(ValueInfoProto value) =>
        $"{value.Name} {string.Join(',', value.Type.TensorType.Shape.Dim.Select(d => d.HasDimParam ? d.DimParam : $"{d.DimValue}"))}";
}
