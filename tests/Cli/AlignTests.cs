using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

public sealed class AlignTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Json_has_words_and_tokens()
    {
        string path = _bench.Speak("speech.wav", "ab ba");
        JsonElement root = JsonDocument.Parse((await Run(path, "--text", "Ab ba")).Output).RootElement;
        Assert.Equal((path, 2.0), (root.GetProperty("audio").GetString(), root.GetProperty("duration").GetDouble()));
        JsonElement[] words = [.. root.GetProperty("words").EnumerateArray()];
        Assert.Equal(["Ab", "ba"], words.Select(w => w.GetProperty("text").GetString()));
        Assert.Equal(0.2, words[0].GetProperty("start").GetDouble(), 0.06);
        Assert.Equal(2.0, words[1].GetProperty("end").GetDouble(), 0.06);
        Assert.Equal(["b", "a"], words[1].GetProperty("tokens").EnumerateArray().Select(t => t.GetProperty("text").GetString()));
        Assert.InRange(words[1].GetProperty("confidence").GetDouble(), 0.5, 1);
    }

    [Fact]
    public async Task Ctm_has_a_word_a_line()
    {
        string text = _bench.Write("text.txt", "ab, \n ba.\n");
        Outcome outcome = await Run(_bench.Speak("my speech.wav", "ab ba"), "--text-file", text, "--skip-unknown", "--format", "ctm");
        Assert.Equal(2, outcome.Lines.Length);
        Assert.Matches(@"^my_speech 1 0\.(1[5-9]|2\d)0 0\.[56]\d0 ab, [01]\.\d{3}$", outcome.Lines[0]);
        Assert.Matches(@"^my_speech 1 1\.[34]\d0 0\.\d{3} ba\. [01]\.\d{3}$", outcome.Lines[1]);
    }

    [Fact]
    public async Task TextGrid_tiers_have_no_gaps()
    {
        Outcome outcome = await Run(_bench.Speak("speech.wav", "ab_ba"), "--text", "ab ba", "--format", "textgrid");
        Assert.Equal(["File type = \"ooTextFile\"", "Object class = \"TextGrid\""], outcome.Lines[..2]);
        string[][] tiers = [.. outcome.Output.Split("class = \"IntervalTier\"")[1..].Select(t => t.Split('\n'))];
        Assert.Equal(["words", "tokens"], tiers.Select(t => Value(t.First(l => l.Contains("name", StringComparison.Ordinal)))));
        foreach (string[] tier in tiers)
        {
            string[] from = [.. tier.Where(l => l.StartsWith("            xmin", StringComparison.Ordinal)).Select(Value)];
            string[] to = [.. tier.Where(l => l.StartsWith("            xmax", StringComparison.Ordinal)).Select(Value)];
            Assert.Equal(("0.000", "2.000"), (from[0], to[^1]));
            Assert.Equal(to[..^1], from[1..]);
            Assert.Equal($"        intervals: size = {from.Length}", tier.Single(l => l.Contains("size", StringComparison.Ordinal)));
        }
        Assert.Equal(["ab", "ba"], tiers[0].Where(l => l.Contains(" text = ", StringComparison.Ordinal)).Select(Value).Where(t => t.Length > 0));
    }

    [Fact]
    public async Task Word_times_of_the_recogniser_are_checked_over_a_manifest()
    {
        _bench.Speak("1.wav", "ab ba");
        _bench.Speak("2.wav", "a b");
        string manifest = _bench.Write("m.jsonl", """
            {"audio_filepath": "1.wav", "text": "AB ba"}
            {"audio_filepath": "2.wav", "text": "a ab"}
            """);
        Outcome outcome = await Run("--check", manifest);
        Assert.StartsWith($"{manifest}: 2 utterances, 3 of 4 words recognised; their starts differ from the aligner's by ", Assert.Single(outcome.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_aligned_is_one_line_of_error()
    {
        string path = _bench.Speak("speech.wav", "ab");
        await Fails(["--text", "ab xa", path], "--text: line 1, column 4", "'x' (U+0078)");
        await Fails(["--text-file", _bench.Write("words.txt", "ab\nb!"), path], "words.txt: line 2, column 2");
        await Fails(["--text", new string('a', 100), path], "speech.wav", "100 tokens");
        await Fails(["--text", "!", "--skip-unknown", path], "no words");
        await Fails(["--text-file", _bench.File("none.txt"), path], "none.txt");
        await Fails(["--check", _bench.Write("m.jsonl", """{"audio_filepath": "speech.wav", "text": "xyz"}""")], "m.jsonl", "column 1");
    }

    [Theory]
    [InlineData("a.wav")]
    [InlineData("a.wav", "--text", "a", "--text-file", "b")]
    [InlineData("a.wav", "--check", "m.jsonl")]
    [InlineData("--text", "a")]
    [InlineData("a.wav", "--text", "a", "--format", "xml")]
    public async Task A_wrong_command_line_is_refused(params string[] arguments) => Assert.Equal(2, (await Eseq.Run(["align", .. arguments])).ExitCode);

    private static string Value(string line) => line.Split(" = ")[1].Trim('"');

    private async Task<Outcome> Run(params string[] arguments)
    {
        Outcome outcome = await Eseq.Run(["align", .. arguments, "--model", _bench.Model]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome;
    }

    private async Task Fails(string[] arguments, params string[] parts)
    {
        Outcome outcome = await Eseq.Run(["align", .. arguments, "--model", _bench.Model]);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        string line = Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("unexpected", line, StringComparison.Ordinal);
    }
}
