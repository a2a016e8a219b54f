using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Tests;

/// <summary>Networks drawn at random give the same numbers in our runtime and in ONNX Runtime.</summary>
public class ParityTests
{
    private const int Networks = 100;
    private const int LongestSequence = 50;
    private const int LargestBatch = 4;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Networks)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_network_agrees_with_onnx_runtime(int seed)
    {
        (ModelWeights model, int batch, int steps) = Draw(seed);
        using var verifier = new ModelVerifier(model);
        VerificationReport report = verifier.VerifyRandom(seed, batch, steps);
        Assert.True(report.Passed(1e-4), $"{Describe(model.Spec)}, B {batch}, T {steps}:\n{string.Join('\n', report.Outputs)}");
        Assert.Equal(model.Spec.IsCausal, report.Outputs.Any(o => o.Run == "step by step" && o.IsState));
    }

    [Fact]
    public void The_draws_cover_the_range_that_they_stand_for()
    {
        var draws = Enumerable.Range(0, Networks).Select(Draw).ToList();
        LayerSpec[] recurrent = [.. draws.SelectMany(d => d.Model.Spec.Layers.Where(l => l.Kind == LayerKind.Lstm))];
        Assert.Equal([1, 2, 3], draws.Select(d => d.Model.Spec.Layers.Count(l => l.Kind == LayerKind.Lstm)).Distinct().Order());
        Assert.Equal([1, 2, 3, 4], draws.Select(d => d.Batch).Distinct().Order());
        Assert.Equal((1, RandomModel.LargestUnits), (recurrent.Min(l => l.Units), recurrent.Max(l => l.Units)));
        Assert.Equal((1, LongestSequence), (draws.Min(d => d.Steps), draws.Max(d => d.Steps)));
        Assert.InRange(draws.Count(d => d.Model.Spec.IsCausal), Networks / 3, 2 * Networks / 3);
    }

    private static (ModelWeights Model, int Batch, int Steps) Draw(int seed)
    {
        var random = new Random(seed);
        int batch = random.Next(1, LargestBatch + 1);
        int steps = random.Next(8) switch { 0 => 1, 1 => LongestSequence, _ => random.Next(1, LongestSequence + 1) };
        return (RandomModel.Draw(random), batch, steps);
    }

    private static string Describe(ModelSpec spec) =>
        string.Join(", ", spec.Layers.Select(l => $"{l.Kind}{(l.Bidirectional ? " both ways" : "")} {l.Inputs} to {l.Outputs}"));
}
