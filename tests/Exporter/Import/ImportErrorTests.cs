using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using Google.Protobuf;

namespace EmbeddedSeq.Exporter.Tests.Import;

/// <summary>What is damaged, hostile or has no equal here is named in one line.</summary>
public class ImportErrorTests
{
    [Fact]
    public void The_unspoiled_sketch_is_read() => Assert.Equal([LayerKind.Lstm, LayerKind.Dense], new GraphSketch().Import().Weights.Spec.Layers.Select(l => l.Kind));

    public static TheoryData<string> Spoilt => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void A_spoilt_graph_is_refused_by_name(string expected)
    {
        var sketch = new GraphSketch();
        s_cases[expected](sketch);
        ModelFormatException e = Assert.Throws<ModelFormatException>(sketch.Import);
        Assert.StartsWith("sketch.onnx: ", e.Message);
        Assert.Contains(expected, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Every_truncation_and_every_flipped_byte_of_a_real_file_is_read_or_refused()
    {
        byte[] file = File.ReadAllBytes(GoldenFiles.Path("lstm-fixed"));
        for (int length = 0; length < file.Length; length += 41) Assert.Throws<ModelFormatException>(() => OnnxImporter.Import(file[..length], "truncated"));
        int refused = 0;
        for (int at = 0; at < file.Length; at += 13)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= (byte)(1 + at % 255);
            try
            {
                OnnxImporter.Import(damaged, "damaged");
            }
            catch (ModelFormatException)
            {
                refused++; // A flipped bit of a weight or of a name that nobody reads is no error.
            }
        }
        Assert.InRange(refused, 1, file.Length);
    }

    [Fact]
    public void A_layer_normalisation_with_another_epsilon_is_refused() =>
        Assert.Contains("(Div): epsilon of a layer normalisation: expected 1E-05, found 0.001", Refused(GoldenFiles.Path("lstm-norm-epsilon")));

    [Fact]
    public void Operators_that_are_no_layer_may_follow_each_other_without_end()
    {
        var sketch = new GraphSketch();
        for (int i = 0; i < 20000; i++) sketch.Model.Graph.Node.Add(new NodeProto { OpType = "Sub", Name = $"n{i}", Input = { i == 0 ? "h" : $"v{i - 1}", "h" }, Output = { $"v{i}" } });
        sketch.Model.Graph.Output[0].Name = "v19999";
        Assert.Contains("output v19999: what Sub makes of the output", Assert.Throws<ModelFormatException>(sketch.Import).Message);
    }

    [Fact]
    public void Weights_beside_the_file_are_read_and_missed_and_nothing_else_is()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("eseq-import-");
        try
        {
            string path = Path.Combine(folder.FullName, "model.onnx");
            var sketch = new GraphSketch();
            TensorProto weights = sketch.Tensor("W");
            weights.RawData = ByteString.Empty;
            weights.DataLocation = TensorProto.Types.DataLocation.External;
            weights.ExternalData.Add([new StringStringEntryProto { Key = "location", Value = "weights.bin" }, new() { Key = "offset", Value = "4" }, new() { Key = "length", Value = "96" }]);
            File.WriteAllBytes(path, sketch.Model.ToByteArray());
            Assert.Contains("tensor W: its data lie in", Refused(path));
            File.WriteAllBytes(Path.Combine(folder.FullName, "weights.bin"), new byte[99]);
            Assert.Contains("96 bytes from 4 on", Refused(path));
            byte[] content = new byte[100];
            BitConverter.TryWriteBytes(content.AsSpan(4), 2.5f);
            File.WriteAllBytes(Path.Combine(folder.FullName, "weights.bin"), content);
            Assert.Equal(2.5f, OnnxImporter.Import(path).Weights["layers.0.weight_ih"].Data[0]);
            weights.ExternalData[0].Value = "../weights.bin";
            File.WriteAllBytes(path, sketch.Model.ToByteArray());
            Assert.Contains("must lie in a file beside the model", Refused(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The dense layer reads the state that the LSTM ends with.</summary>
    private static void ReadLastState(GraphSketch sketch)
    {
        sketch.Node("lstm").Output.Add("Y_h");
        sketch.Tensor("axis").RawData = ByteString.CopyFrom(new byte[8]); // 0 instead of 1.
        sketch.Node("squeeze").Input[0] = "Y_h";
    }

    private static void Mean(GraphSketch sketch, params long[] axes)
    {
        NodeProto node = sketch.Node("dense");
        node.OpType = "ReduceMean";
        node.Input.RemoveAt(1);
        if (axes.Length > 0) node.Attribute.Add(GraphBuilder.Attribute("axes", axes));
    }

    private static string Refused(string path) => Assert.Throws<ModelFormatException>(() => OnnxImporter.Import(path)).Message;

    private static readonly Dictionary<string, Action<GraphSketch>> s_cases = new()
    {
        ["node dense (Conv): this operator is not supported"] = s => s.Node("dense").OpType = "Conv",
        ["node dense (MatMul): operators of domain com.example are not supported"] = s => s.Node("dense").Domain = "com.example",
        ["node lstm (LSTM): attribute clip is not supported"] = s => s.Node("lstm").Attribute.Add(new AttributeProto { Name = "clip", F = 0, Type = AttributeProto.Types.AttributeType.Float }),
        ["node lstm (LSTM): input 4: expected the lengths of the sequences as an input of the graph, or those of whole sequences, found a constant [1] of 3"] = s => s.Lengths(3),
        ["node lstm (LSTM): attribute novel is not supported"] = s => s.Node("lstm").Attribute.Add(GraphBuilder.Attribute("novel", 1)),
        ["node lstm (LSTM): attribute hidden_size: expected 2 as in the weights, found 5"] = s => s.Node("lstm").Attribute[0].I = 5,
        ["node lstm (LSTM): attribute hidden_size: expected Int, found Ints"] = s => s.Node("lstm").Attribute[0] = GraphBuilder.Attribute("hidden_size", 2, 3),
        ["attribute direction sideways does not go with weights of 1 directions"] = s => s.Node("lstm").Attribute.Add(GraphBuilder.Attribute("direction", "sideways")),
        ["node dense (MatMul): takes the last step of lstm, which runs in reverse direction; only that of a layer that runs forward can be taken"] = s =>
        {
            s.Node("lstm").Attribute.Add(GraphBuilder.Attribute("direction", "reverse"));
            ReadLastState(s);
        },
        ["node squeeze (LSTM): input 5: expected zeros or an input of the graph as the state to start from, found the last state of lstm"] = s =>
        {
            ReadLastState(s);
            NodeProto second = s.Node("squeeze");
            second.OpType = "LSTM";
            second.Input.Clear();
            second.Input.Add(["x", "W", "R", "", "", "Y_h"]);
        },
        ["node dense (MatMul): input 0: expected the input of the network or the output of a layer, found the last state of lstm"] = s =>
        {
            ReadLastState(s);
            s.Node("lstm").Output.Clear();
            s.Node("lstm").Output.Add(["Y", "", "Y_h"]); // The cells, not the output.
        },
        ["runs in reverse direction only"] = s => s.Node("lstm").Attribute.Add(GraphBuilder.Attribute("direction", "reverse")),
        ["node lstm (LSTM): expected W [D, 4H, I] and R [D, 4H, H], found a constant [1, 3, 8]"] = s => { s.Tensor("W").Dims[1] = 3; s.Tensor("W").Dims[2] = 8; },
        ["node lstm (LSTM): tensor W: expected 72 numbers for shape [1, 8, 9], found 24"] = s => s.Tensor("W").Dims[2] = 9,
        ["node lstm (LSTM): tensor W: a length of -3"] = s => s.Tensor("W").Dims[2] = -3,
        ["node lstm (LSTM): tensor W: a length of 1099511627776"] = s => s.Tensor("W").Dims[2] = 1L << 40,
        ["expected at most 134217728 numbers"] = s => { s.Tensor("W").Dims[1] = int.MaxValue; s.Tensor("W").Dims[2] = int.MaxValue; },
        ["tensor R: element 3 is NaN, expected finite numbers"] = s => s.Tensor("R").RawData = Floats(0, 0, 0, float.NaN),
        ["tensor R: expected a multiple of 4 bytes, found 7"] = s => s.Tensor("R").RawData = ByteString.CopyFrom(new byte[7]),
        ["tensor R: numbers of data type 13"] = s => s.Tensor("R").DataType = 13,
        ["node lstm (LSTM): expected 9 numbers a step, found 3 of input x"] = s => { s.Tensor("W").Dims[2] = 9; s.Tensor("W").RawData = ByteString.CopyFrom(new byte[8 * 9 * 4]); },
        ["node dense (MatMul): expected 1 numbers a step, found 2 of lstm"] = s => { s.Tensor("V").Dims[0] = 1; s.Tensor("V").RawData = Floats(1, 2); },
        ["node squeeze (Squeeze): axis 7 is outside of the 4 axes"] = s => s.Tensor("axis").RawData = Longs(7),
        ["node squeeze (Squeeze): cannot squeeze axes [0] of the output"] = s => s.Tensor("axis").RawData = Longs(0),
        ["output y: what Sub makes of the output [free, free, 2] of lstm, which is no layer here"] = s => s.Node("dense").OpType = "Sub",
        ["node dense (Sub): reads a constant [2, 2] and a constant [2, 2]; only the output of a layer can be read"] = s => { s.Node("dense").OpType = "Sub"; s.Node("dense").Input[0] = "V"; },
        ["node dense (ReduceMean): takes the mean of the output [free, free, 2] of lstm along another axis than the steps"] = s => Mean(s, 1),
        ["node dense (ReduceMean): axis 3 is outside of the 3 axes that there are"] = s => Mean(s, 3),
        ["node dense (ReduceMean): axes missing: an operator over all axes is not supported"] = s => Mean(s),
        ["node dense (Mul): multiplies the output [free, free, 2] of lstm by a constant [2, 2]; only a layer normalisation has a scale"] = s => s.Node("dense").OpType = "Mul",
        ["value nowhere is used, but nothing produces it"] = s => s.Node("dense").Input[0] = "nowhere",
        ["value y is used before dense produces it: the graph has a cycle"] = s => s.Node("squeeze").Input[0] = "y",
        ["value h is produced twice, by lstm and squeeze"] = s => s.Node("lstm").Output[0] = "h",
        ["no output of the graph is the output of a layer"] = s => s.Model.Graph.Output[0].Name = "x",
        ["not an ONNX file, or a truncated one: it has no graph"] = s => s.Model.Graph = null,
        ["names no operator set"] = s => s.Model.OpsetImport.Clear(),
        ["expected operator set 7 or later, found 3"] = s => s.Model.OpsetImport[0].Version = 3,
        ["expected one token for each of the 2 outputs, found 3"] = s => s.Metadata("tokens", "[\"\", \"a\", \"b\"]"),
        ["metadata tokens: "] = s => s.Metadata("tokens", "[\"\", "),
        ["the model description is not valid: "] = s => s.Metadata("features", "{\"bands\": 3, \"novel\": 1}"),
        ["layers[0] (Lstm): inputs must be 6, the length of a step, found 3"] = s => s.Metadata("features", "{\"bands\": 6, \"stack\": 1}"),
        ["metadata features.std: expected 3 finite numbers above 0, found [1,1,0]"] = s => s.Add("features.std", "[1,1,0]"),
    };

    private static ByteString Floats(params float[] numbers) => ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()));

    private static ByteString Longs(params long[] numbers) => ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()));
}
