using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using Google.Protobuf;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Tests.Import;

/// <summary>
/// Recurrent operators whose values are batch first (layout = 1). ONNX Runtime has no kernel for them, so what they are read as is
/// compared with ONNX Runtime on the same network written steps first, with Transpose before and behind each operator.
/// </summary>
public class BatchFirstTests
{
    private const int Inputs = 3, Units = 4, Outputs = 2;

    public static TheoryData<string, string, bool> Networks
    {
        get
        {
            var networks = new TheoryData<string, string, bool>();
            foreach (string operation in new[] { "LSTM", "GRU", "RNN" })
            {
                networks.Add(operation, "forward", false);
                networks.Add(operation, "forward", true);
                networks.Add(operation, "bidirectional", false);
            }
            return networks;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Batch_first_is_the_same_network_as_steps_first(string operation, string direction, bool lastState)
    {
        byte[] batchFirst = Graph(operation, direction, lastState, batchFirst: true), stepsFirst = Graph(operation, direction, lastState, batchFirst: false);
        ImportedModel read = OnnxImporter.Import(batchFirst, "batch first"), reference = OnnxImporter.Import(stepsFirst, "steps first");
        Assert.Equal(lastState, read.IsLastStep);
        Assert.Equal([direction != "forward", false, false], read.Weights.Spec.Layers.Select(l => l.Bidirectional));
        using var session = new OnnxSession(stepsFirst);
        OutputDifference difference = new ImportVerifier(reference, session).Verify(CompiledModel.Compile(read.Weights, WeightPrecision.Float32));
        Assert.True(difference.Passed(1e-4), difference.ToString());
        Assert.Equal(3 * (lastState ? 1 : 29) * Outputs, difference.Count);
    }

    /// <summary>Should ONNX Runtime learn it, the comparison above can be made on the file itself.</summary>
    [Theory]
    [InlineData("LSTM")]
    [InlineData("GRU")]
    [InlineData("RNN")]
    public void Onnx_runtime_refuses_batch_first(string operation) =>
        Assert.Contains("layout", Assert.Throws<OnnxRuntimeException>(() => new OnnxSession(Graph(operation, "forward", lastState: false, batchFirst: true))).Message, StringComparison.Ordinal);

    /// <summary>x [B, T, I] to a recurrent layer, to a second one that reads forward, to a dense layer of all steps or of the last state.</summary>
    private static byte[] Graph(string operation, string direction, bool lastState, bool batchFirst)
    {
        var builder = new GraphBuilder("layout");
        var random = new Random(1);
        builder.Input("x", DataType.Float, "", "B", "T", Inputs);
        int directions = direction == "forward" ? 1 : 2;
        string end = Layer("second", Layer("first", "x", Inputs, direction, directions), directions * Units, "forward", 1);
        if (lastState)
        {
            builder.Constant("direction_axis", [batchFirst ? 1 : 0]);
            builder.Node("Squeeze", "last", ["second.Y_h", "direction_axis"], [end = "second.state"]);
        }
        builder.Constant("V", Draw(Units * Outputs), Units, Outputs);
        builder.Node("MatMul", "dense", [end, "V"], ["y"]);
        builder.Output("y", "", lastState ? ["B", Outputs] : ["B", "T", Outputs]);
        var model = new ModelProto { IrVersion = 8, Graph = builder.Graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model.ToByteArray();

        // Its output at all steps, [B, T, D·H].
        string Layer(string name, string input, int inputs, string runs, int d)
        {
            int rows = Units * operation switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
            builder.Constant(name + ".W", Draw(d * rows * inputs), d, rows, inputs);
            builder.Constant(name + ".R", Draw(d * rows * Units), d, rows, Units);
            builder.Constant(name + ".B", Draw(d * 2 * rows), d, 2 * rows);
            builder.Constant(name + ".joined", [0, 0, d * Units]);
            if (!batchFirst) input = Transpose(name + ".steps_first", input, 1, 0, 2);
            AttributeProto[] attributes = [GraphBuilder.Attribute("hidden_size", Units), GraphBuilder.Attribute("direction", runs), GraphBuilder.Attribute("layout", batchFirst ? 1 : 0)];
            builder.Node(operation, name, [input, name + ".W", name + ".R", name + ".B"], [name + ".Y", name + ".Y_h"], attributes);
            string y = batchFirst ? name + ".Y" : Transpose(name + ".batch_first", name + ".Y", 2, 0, 1, 3); // [T, D, B, H] to [B, T, D, H].
            builder.Node("Reshape", name + ".join", [y, name + ".joined"], [name + ".output"]);
            return name + ".output";
        }

        string Transpose(string name, string input, params long[] order)
        {
            builder.Node("Transpose", name, [input], [name], GraphBuilder.Attribute("perm", order));
            return name;
        }

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
