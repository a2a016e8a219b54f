using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Data;

public sealed class CorpusTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal static Utterance[] Utterances(int count, string prefix = "u") => [.. Enumerable.Range(0, count).Select(i => new Utterance
    {
        Id = $"{prefix}{i}",
        AudioPath = $"{prefix}.wav",
        Offset = TimeSpan.FromSeconds(i),
        Duration = TimeSpan.FromSeconds(0.5 + i * 37 % 100 * 0.1),
        Text = $"w{i}",
    })];

    private static CorpusSpec Spec(double copies, JoiningSpec? joining = null) => new() { Path = "c", Copies = copies, Joining = joining };

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(0.25, 4, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(1.5, 2, 3)]
    public void ClipsOf_copies_decide_how_often_an_utterance_is_seen(double copies, int epochs, int times)
    {
        var corpus = new Corpus(Spec(copies), Utterances(40));
        for (int start = 0; start < 3 * epochs; start += epochs)
        {
            Clip[] clips = [.. Enumerable.Range(start, epochs).SelectMany(e => corpus.ClipsOf(e, seed: 9))];
            Assert.Equal(40 * times, clips.Length);
            Assert.All(clips.CountBy(c => c.Id), c => Assert.Equal(times, c.Value));
            Assert.Equal(clips.Length, clips.Select(c => c.Seed).Distinct().Count());
        }
    }

    [Fact]
    public void ClipsOf_uneven_shares_add_up()
    {
        var corpus = new Corpus(Spec(0.3), Utterances(7));
        Assert.Equal(210, Enumerable.Range(0, 100).Sum(e => corpus.ClipsOf(e, 9).Count));
    }

    [Fact]
    public void ClipsOf_follow_from_epoch_and_seed()
    {
        var corpus = new Corpus(Spec(1, new JoiningSpec()), Utterances(40));
        string Describe(int epoch, ulong seed) => string.Join(' ', corpus.ClipsOf(epoch, seed).Select(c => $"{c.Id} {c.Duration} {c.Seed}"));
        Assert.Equal(Describe(3, 5), Describe(3, 5));
        Assert.NotEqual(Describe(3, 5), Describe(4, 5));
        Assert.NotEqual(Describe(3, 5), Describe(3, 6));
    }

    [Fact]
    public void ClipsOf_joining_keeps_every_utterance_once_and_its_limits()
    {
        var corpus = new Corpus(Spec(1, new JoiningSpec { MinClips = 2, MaxClips = 4, MinGapSeconds = 0.1, MaxGapSeconds = 0.3 }), Utterances(200));
        IReadOnlyList<Clip> clips = corpus.ClipsOf(0, 5);
        Assert.Equal(Utterances(200).Select(u => u.Id).Order(), clips.SelectMany(c => c.Utterances).Select(u => u.Id).Order());
        Assert.Equal([2, 3, 4], clips.SkipLast(1).Select(c => c.Utterances.Count).Distinct().Order());
        Assert.All(clips, c => Assert.Equal(c.Utterances.Count - 1, c.Gaps.Count));
        Assert.All(clips.SelectMany(c => c.Gaps), g => Assert.InRange(g.TotalSeconds, 0.1, 0.3));
        Assert.Equal(clips[0].Utterances[0].Text + " " + clips[0].Utterances[1].Text, string.Join(' ', clips[0].Text.Split(' ')[..2]));
    }

    [Fact]
    public void Clip_Read_lays_utterances_and_gaps_after_each_other()
    {
        Utterance[] utterances = Utterances(3);
        var clip = new Clip(utterances, [TimeSpan.FromSeconds(0.01), TimeSpan.Zero], 1);
        float[] samples = clip.Read((_, offset, _) => [.. Enumerable.Repeat(1f + (float)offset.TotalSeconds, 200)], sampleRate: 16000);
        Assert.Equal(3 * 200 + 160, samples.Length);
        Assert.Equal((1f, 1f), (samples[0], samples[119]));
        Assert.All(samples[200..360], x => Assert.Equal(0, x));
        // 80 samples of fade on each side of a joint.
        Assert.InRange(samples[199], 0.001f, 0.02f);
        Assert.InRange(samples[360], 0.001f, 0.03f);
        Assert.Equal((2f, 3f, 3f), (samples[460], samples[660], samples[^1]));
        Assert.Equal("u0+u1+u2", clip.Id);
        Assert.Equal(utterances.Sum(u => u.Duration.TotalSeconds) + 0.01, clip.Duration.TotalSeconds, 6);
    }

    private string Manifest(params string[] splits)
    {
        _folder.Write("a.wav", "");
        _folder.Write("m.jsonl", string.Join('\n', splits.Select((s, i) => $$"""{"audio_filepath": "a.wav", "duration": {{i + 1}}, "text": "a", "split": "{{s}}"}""")));
        return "m.jsonl";
    }

    private Corpus Load(CorpusSpec spec) => Corpus.Load(spec, _folder.Path, _ => TimeSpan.FromSeconds(1));

    [Fact]
    public void Load_takes_the_split_and_leaves_out_what_is_too_long()
    {
        string path = Manifest("train", "test", "train", "train");
        Assert.Equal([1, 3], Load(new() { Path = path, Split = "train", MaxSeconds = 3 }).Utterances.Select(u => u.Duration.TotalSeconds));
    }

    [Fact]
    public void Load_several_splits_need_a_choice()
    {
        string path = Manifest("train", "test");
        Assert.Contains("test, train", Assert.Throws<DataFormatException>(() => Load(new() { Path = path })).Message, StringComparison.Ordinal);
        Assert.Contains("split dev", Assert.Throws<DataFormatException>(() => Load(new() { Path = path, Split = "dev" })).Message, StringComparison.Ordinal);
        Assert.Single(Load(new() { Path = Manifest("train") }).Utterances);
    }

    [Fact]
    public void Load_missing_audio_is_counted_and_named()
    {
        _folder.Write("m.jsonl", string.Join('\n', Enumerable.Range(0, 20).Select(i => $$"""{"audio_filepath": "{{i % 7}}.wav", "duration": 1, "text": "a"}""")));
        string message = Assert.Throws<DataFormatException>(() => Load(new() { Path = "m.jsonl" })).Message;
        Assert.Contains("expected 7 audio files, found 7 of them missing: ", message, StringComparison.Ordinal);
        Assert.Contains("4.wav, ...", message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblem_names_the_field()
    {
        Assert.Null(Spec(1, new JoiningSpec()).FindProblem("train[0]"));
        Assert.StartsWith("train[0].path", new CorpusSpec { Path = "" }.FindProblem("train[0]"), StringComparison.Ordinal);
        Assert.StartsWith("train[0].copies", Spec(double.NaN).FindProblem("train[0]"), StringComparison.Ordinal);
        Assert.StartsWith("train[0].copies", Spec(0).FindProblem("train[0]"), StringComparison.Ordinal);
        Assert.StartsWith("train[0].max_seconds", (Spec(1) with { MaxSeconds = -1 }).FindProblem("train[0]"), StringComparison.Ordinal);
        Assert.StartsWith("train[0].joining", Spec(1, new JoiningSpec { MinClips = 3, MaxClips = 2 }).FindProblem("train[0]"), StringComparison.Ordinal);
        Assert.StartsWith("train[0].joining", Spec(1, new JoiningSpec { MaxGapSeconds = double.NaN }).FindProblem("train[0]"), StringComparison.Ordinal);
    }
}
