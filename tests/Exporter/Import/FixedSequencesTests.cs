using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using Google.Protobuf;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Tests.Import;

/// <summary>Graphs that only run with the number of sequences that they were exported with.</summary>
public class FixedSequencesTests
{
    [Fact]
    public void Packed_sequences_of_pytorch_are_compared_as_many_as_they_were()
    {
        ImportedModel imported = OnnxImporter.Import(GoldenFiles.Path("lstm-packed"));
        Assert.Equal(2, imported.Sequences);
        using var session = OnnxSession.Load(GoldenFiles.Path("lstm-packed"));
        OutputDifference difference = new ImportVerifier(imported, session).Verify(CompiledModel.Compile(imported.Weights, WeightPrecision.Float32));
        Assert.True(difference.Passed(1e-4), difference.ToString());
        Assert.Equal(2 * 29 * 5, difference.Count);
    }

    [Theory]
    [InlineData("lstm-ctc")]
    [InlineData("lstm-fixed")]
    [InlineData("lstm-start")]
    [InlineData("lstm-streaming")]
    [InlineData("keras-lstm-both")]
    public void A_state_for_the_sequences_that_come_fixes_none(string file) => Assert.Null(OnnxImporter.Import(GoldenFiles.Path(file)).Sequences);

    [Fact]
    public void A_state_that_stands_in_the_file_fixes_them()
    {
        var sketch = new GraphSketch();
        Start(sketch, "start");
        Assert.Equal(2, sketch.Import().Sequences);
    }

    [Fact]
    public void What_does_not_run_says_what_may_be_fixed_and_where()
    {
        var sketch = new GraphSketch();
        Start(sketch, "tiled");
        sketch.Model.Graph.Initializer.Add(new TensorProto { Name = "times", DataType = (int)DataType.Int64, Dims = { 3 }, Int64Data = { 1, 1, 1 } });
        sketch.Model.Graph.Node.Insert(0, new NodeProto { OpType = "Tile", Name = "tile", Input = { "start", "times" }, Output = { "tiled" } });
        ImportedModel imported = sketch.Import();
        using var session = new OnnxSession(sketch.Model.ToByteArray());
        var verifier = new ImportVerifier(imported, session);
        OnnxRuntimeException e = Assert.Throws<OnnxRuntimeException>(() => verifier.Verify(CompiledModel.Compile(imported.Weights, WeightPrecision.Float32)));
        Assert.StartsWith("the file does not run with 3 sequences of 29 steps; one of the two numbers may have been fixed when it was exported, at the node that ONNX Runtime names: ", e.Message);
        Assert.Contains("lstm", e.Message, StringComparison.Ordinal);
    }

    /// <summary>The LSTM starts from a state that is made of zeros for two sequences.</summary>
    private static void Start(GraphSketch sketch, string state)
    {
        sketch.Model.Graph.Initializer.Add(new TensorProto { Name = "start", DataType = (int)DataType.Float, Dims = { 1, 2, 2 }, FloatData = { 0, 0, 0, 0 } });
        sketch.Node("lstm").Input.Add(["", "", state]);
    }
}
