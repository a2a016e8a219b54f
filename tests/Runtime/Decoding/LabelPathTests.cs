using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class LabelPathTests
{
    private static readonly string[] Labels = ["O", "B-x", "I-x", "B-y", "I-y", "z"];

    [Fact]
    public void It_finds_the_best_of_all_sequences_that_may_be()
    {
        var random = new Random(7);
        var path = new LabelPath(Labels);
        for (int round = 0; round < 50; round++)
        {
            const int steps = 4;
            float[] scores = [.. Enumerable.Range(0, steps * Labels.Length).Select(_ => MathF.Log(random.NextSingle()))];
            int[] best = All(steps).Where(IsAllowed).MaxBy(s => s.Select((v, t) => (double)scores[t * Labels.Length + v]).Sum())!;
            Assert.Equal(best, path.Best(scores));
        }
    }

    [Fact]
    public void Nothing_has_no_labels() => Assert.Empty(new LabelPath(Labels).Best([]));

    private static bool IsAllowed(int[] labels) =>
        labels.Select((v, t) => !Labels[v].StartsWith("I-", StringComparison.Ordinal) || (t > 0 && Labels[labels[t - 1]].EndsWith(Labels[v][1..], StringComparison.Ordinal))).All(a => a);

    private static IEnumerable<int[]> All(int steps) =>
        steps == 0 ? [[]] : All(steps - 1).SelectMany(s => Enumerable.Range(0, Labels.Length).Select(v => s.Append(v).ToArray()));
}
