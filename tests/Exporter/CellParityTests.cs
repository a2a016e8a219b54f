using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>Every recurrent cell, in both directions and random shapes, gives the same numbers in our runtime and in ONNX Runtime.</summary>
public class CellParityTests
{
    public static TheoryData<string, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, bool>();
            foreach (string cell in RecurrentCells.Names)
            {
                cells.Add(cell, false);
                cells.Add(cell, true);
            }
            return cells;
        }
    }

    public static TheoryData<string> Names => [.. RecurrentCells.Names];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Random_shapes_agree_with_onnx_runtime_whole_and_step_by_step(string cell, bool bidirectional)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            (int inputs, int units) = (random.Next(1, 20), random.Next(1, 50));
            ModelWeights model = CellVerifier.Model(cell, bidirectional, seed, inputs, units);
            using var verifier = new ModelVerifier(model);
            VerificationReport report = verifier.VerifyRandom(seed, sequences: random.Next(1, 4), steps: random.Next(1, 30));
            Assert.True(report.Passed(1e-4), $"{inputs} inputs, {units} units:\n{string.Join('\n', report.Outputs)}");
            Assert.Equal(!bidirectional, report.Outputs.Any(o => o.Run == "step by step" && o.IsState));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cell_is_verified_in_all_ways(string cell)
    {
        CellReport report = CellVerifier.Verify(cell);
        Assert.True(report.Passed, report.ToString());
        Assert.InRange(report.Onnx, 0, 1e-4);
    }

    [Fact]
    public void Unusual_options_are_exported_too()
    {
        LayerSpec[] unusual =
        [
            RecurrentCells.Create("lstm-peephole", 4, 5) with { GateActivation = Activation.Tanh, Activation = Activation.Relu, OutputActivation = Activation.Linear },
            RecurrentCells.Create("lstm-projection", 5, 6) with { Peepholes = true, OutputActivation = Activation.Sigmoid },
            RecurrentCells.Create("jordan", 3, 7) with { Projection = 2, Activation = Activation.Relu, OutputActivation = Activation.Sigmoid },
            RecurrentCells.Create("clockwork", 2, 6) with { Activation = Activation.Sigmoid, Periods = [2, 6] },
            RecurrentCells.Create("scrn", 6, 3) with { ContextDecay = 0.5f, Activation = Activation.Tanh },
            new() { Kind = LayerKind.LayerNorm, Inputs = 4, Units = 4 },
            new() { Kind = LayerKind.Dense, Inputs = 4, Units = 5, Activation = Activation.Relu },
            new() { Kind = LayerKind.Dense, Inputs = 5, Units = 3, Activation = Activation.Tanh },
        ];
        ModelWeights model = RandomModel.Fill(RandomModel.Features(bands: 4, stack: 1), unusual, new Random(3));
        using var verifier = new ModelVerifier(model);
        VerificationReport report = verifier.VerifyRandom();
        Assert.True(report.Passed(1e-4), string.Join('\n', report.Outputs));
    }

    [Theory]
    [InlineData("elman")]
    [InlineData("elman-relu")]
    [InlineData("elman-linear")]
    [InlineData("lstm")]
    [InlineData("lstm-linear")]
    [InlineData("lstm-peephole")]
    [InlineData("gru")]
    [InlineData("gru-reset-after")]
    public void What_onnx_has_an_operator_for_comes_back_as_it_was(string cell)
    {
        foreach (bool bidirectional in new[] { false, true })
        {
            ModelWeights model = CellVerifier.Model(cell, bidirectional, seed: 2);
            byte[] file = OnnxExporter.ToBytes(model, new OnnxExportOptions { Form = OnnxForm.Whole });
            ImportedModel back = OnnxImporter.Import(file, "back");
            Assert.Equal(model.Spec.ToJson(), back.Weights.Spec.ToJson());
            Assert.All(model.Tensors, t => Assert.Equal(t.Data, back.Weights[t.Name].Data));
            using var session = new OnnxSession(file);
            OutputDifference difference = new ImportVerifier(back, session).Verify(CompiledModel.Compile(back.Weights, WeightPrecision.Float32));
            Assert.True(difference.Passed(1e-4), difference.ToString());
        }
    }

    [Fact]
    public void A_cell_without_an_operator_of_its_own_is_refused_by_name_when_it_comes_back()
    {
        byte[] file = OnnxExporter.ToBytes(CellVerifier.Model("jordan", bidirectional: false, seed: 1));
        Assert.Contains("node layers.0.scan (Scan): this operator is not supported", Assert.Throws<ModelFormatException>(() => OnnxImporter.Import(file, "jordan")).Message);
    }
}
