using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Data;

public sealed class BatchPlanTests
{
    private static int Steps(Clip clip) => (int)(clip.Duration.TotalSeconds / 0.03) + 1;

    private static BatchPlan Plan(ulong seed = 7, int maxSteps = 3000, int maxClips = 16, int shortestFirst = 0) => new(
        [
            new Corpus(new CorpusSpec { Path = "a" }, CorpusTests.Utterances(300, "a")),
            new Corpus(new CorpusSpec { Path = "b", Copies = 0.5, Joining = new JoiningSpec { MaxClips = 3 } }, CorpusTests.Utterances(100, "b")),
        ],
        new BatchLimits { MaxSteps = maxSteps, MaxClips = maxClips, ShortestFirstEpochs = shortestFirst }, seed, Steps);

    private static string Describe(IReadOnlyList<Batch> batches) =>
        string.Join('\n', batches.Select(b => $"{b.Steps}: {string.Join(' ', b.Clips.Select(c => $"{c.Id}/{c.Seed}"))}"));

    [Fact]
    public void ForEpoch_every_utterance_comes_exactly_once()
    {
        BatchPlan plan = Plan();
        string[] seen = [.. Enumerable.Range(0, 2).SelectMany(e => plan.ForEpoch(e)).SelectMany(b => b.Clips).SelectMany(c => c.Utterances).Select(u => u.Id)];
        string[] expected = [.. CorpusTests.Utterances(300, "a").Concat(CorpusTests.Utterances(300, "a")).Concat(CorpusTests.Utterances(100, "b")).Select(u => u.Id)];
        Assert.Equal(expected.Order(), seen.Order());
    }

    [Theory]
    [InlineData(3000, 16)]
    [InlineData(3000, 1000)]
    [InlineData(100000, 5)]
    [InlineData(1100, 1)]
    public void ForEpoch_batches_keep_the_limits(int maxSteps, int maxClips)
    {
        foreach (Batch batch in Plan(maxSteps: maxSteps, maxClips: maxClips).ForEpoch(1))
        {
            Assert.Equal(batch.Clips.Max(Steps), batch.Steps);
            Assert.InRange(batch.Clips.Count, 1, maxClips);
            Assert.InRange(batch.Clips.Count * batch.Steps, 1, maxSteps);
        }
    }

    [Fact]
    public void ForEpoch_pads_little()
    {
        IReadOnlyList<Batch> batches = Plan().ForEpoch(0);
        double padded = batches.Sum(b => b.Clips.Count * b.Steps), used = batches.Sum(b => b.Clips.Sum(Steps));
        Assert.InRange(used / padded, 0.88, 1);
    }

    [Fact]
    public void ForEpoch_the_same_seed_and_epoch_give_the_same_batches()
    {
        Assert.Equal(Describe(Plan().ForEpoch(4)), Describe(Plan().ForEpoch(4)));
        Assert.NotEqual(Describe(Plan().ForEpoch(4)), Describe(Plan().ForEpoch(5)));
        Assert.NotEqual(Describe(Plan(seed: 7).ForEpoch(4)), Describe(Plan(seed: 8).ForEpoch(4)));
    }

    [Fact]
    public void ForEpoch_first_epochs_go_from_short_to_long_and_later_ones_do_not()
    {
        BatchPlan plan = Plan(shortestFirst: 1);
        int[] first = [.. plan.ForEpoch(0).Select(b => b.Steps)], second = [.. plan.ForEpoch(1).Select(b => b.Steps)];
        // Lengths are sorted up to the jitter of 5 %.
        Assert.All(first.Zip(first.Skip(1)), p => Assert.True(p.Second >= p.First * 0.9));
        Assert.Contains(second.Zip(second.Skip(1)), p => p.Second < p.First * 0.5);
    }

    [Fact]
    public void ForEpoch_clip_longer_than_a_batch_is_named()
    {
        string message = Assert.Throws<DataFormatException>(() => Plan(maxSteps: 200).ForEpoch(0)).Message;
        Assert.Contains("at most 200 network steps", message, StringComparison.Ordinal);
    }
}
