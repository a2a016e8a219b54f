using EmbeddedSeq.Cli.Transcription;

namespace EmbeddedSeq.Cli.Tests.Transcription;

public sealed class CueBuilderTests
{
    [Fact]
    public void Words_without_a_pause_share_a_cue_of_at_most_two_even_lines()
    {
        Cue[] cues = Build("we will meet again some day but nobody can tell me when or where it is that the day will be", wordSeconds: 0.2, gap: 0.05);
        Assert.Equal(["we will meet again some day but nobody can\ntell me when or where it is that the day", "will be"], cues.Select(c => c.Text));
        Assert.All(cues.SelectMany(c => c.Text.Split('\n')), line => Assert.InRange(line.Length, 1, 42));
    }

    [Fact]
    public void A_pause_begins_a_new_one()
    {
        Cue[] cues = Build("one two", wordSeconds: 0.4, gap: 2);
        Assert.Equal([("one", 0, 1), ("two", 2.4, 3.4)], cues.Select(c => (c.Text, c.Start.TotalSeconds, c.End.TotalSeconds)));
    }

    [Fact]
    public void Slow_speech_is_cut_after_six_seconds()
    {
        Cue[] cues = Build("one two three four five six seven", wordSeconds: 1, gap: 0.5);
        Assert.Equal(["one two three four", "five six seven"], cues.Select(c => c.Text));
        Assert.All(cues, c => Assert.InRange(c.End - c.Start, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void A_short_cue_lasts_a_second_but_never_into_the_next() =>
        Assert.Equal([(0, 0.9), (0.9, 1.9)], Build("a b", wordSeconds: 0.2, gap: 0.7).Select(c => (c.Start.TotalSeconds, c.End.TotalSeconds)));

    [Fact]
    public void A_word_that_is_longer_than_a_line_stands_alone()
    {
        string monster = new('m', 60);
        Assert.Equal(["a", monster, "b"], Build($"a {monster} b", wordSeconds: 0.2, gap: 0.1).Select(c => c.Text));
        Assert.Empty(Build("", wordSeconds: 1, gap: 1));
    }

    private static Cue[] Build(string text, double wordSeconds, double gap)
    {
        var builder = new CueBuilder();
        var cues = new List<Cue?>();
        double at = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            cues.Add(builder.Add(word, TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(at + wordSeconds)));
            at += wordSeconds + gap;
        }
        cues.Add(builder.Finish(TimeSpan.MaxValue));
        return [.. cues.OfType<Cue>()];
    }
}
