using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>A compiled model, run from its file, agrees with ONNX Runtime on the rounded weights.</summary>
public sealed class CompiledModelTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".eseq");

    public void Dispose() => File.Delete(_path);

    public static TheoryData<WeightPrecision, int> Cases
    {
        get
        {
            var cases = new TheoryData<WeightPrecision, int>();
            foreach (WeightPrecision precision in Enum.GetValues<WeightPrecision>())
            {
                for (int seed = 0; seed < 8; seed++) cases.Add(precision, seed);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_compiled_random_network_agrees_with_onnx_runtime(WeightPrecision precision, int seed)
    {
        ModelCompiler.Save(RandomModel.Draw(new Random(seed)), precision, _path);
        CompiledModel compiled = CompiledModel.Open(_path);
        Assert.Equal(precision, compiled.Precision);
        using var verifier = new ModelVerifier(compiled);
        VerificationReport report = verifier.VerifyRandom(seed, sequences: 2, steps: 40);
        Assert.True(report.Passed(VerificationReport.ToleranceOf(precision)), string.Join('\n', report.Outputs));
    }

    [Fact]
    public void Rounded_weights_are_what_is_exported()
    {
        ModelWeights trained = RandomModel.Small();
        ModelCompiler.Save(trained, WeightPrecision.Bfloat16, _path);
        ModelWeights rounded = ModelWeights.Load(_path);
        Assert.NotEqual(trained["layers.0.weight_ih"].Data, rounded["layers.0.weight_ih"].Data);
        using var exact = new ModelVerifier(CompiledModel.Open(_path), rounded);
        using var other = new ModelVerifier(CompiledModel.Open(_path), trained);
        Assert.True(exact.VerifyRandom().Passed());
        Assert.False(other.VerifyRandom().Passed());
    }
}
