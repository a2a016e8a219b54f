using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>Language models, phrase lists and hot words on the command line.</summary>
public sealed class LmTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_model_is_built_from_text_written_as_arpa_and_compiled_again()
    {
        string text = _bench.Write("text.txt", "Ab ba.\nab ab\nba 'b'\n");
        Outcome built = await Eseq.Run("lm", text, "-o", _bench.File("a.lm"), "--order", "2", "--arpa", _bench.File("a.arpa"));
        Assert.Equal(0, built.ExitCode);
        Assert.Contains("3 sentences, 6 words", built.Output, StringComparison.Ordinal);
        Outcome compiled = await Eseq.Run("lm", _bench.File("a.arpa"), "-o", _bench.File("b.lm"));
        Assert.Equal((0, ""), (compiled.ExitCode, compiled.Error));
        Assert.Equal(new FileInfo(_bench.File("a.lm")).Length, new FileInfo(_bench.File("b.lm")).Length);

        _bench.Speak("1.wav", "ab ba");
        string manifest = _bench.Write("m.jsonl", """{"audio_filepath": "1.wav", "text": "ab ba"}""");
        Outcome eval = await Eseq.Run("eval", _bench.Model, "--manifest", manifest, "--lm", _bench.File("b.lm"), "--hotwords", _bench.Write("hot.txt", "ba: 2"), "--beam", "8", "--nbest", "2", "--texts", "--json");
        Assert.Equal((0, ""), (eval.ExitCode, eval.Error));
        JsonElement result = JsonDocument.Parse(eval.Lines[^1]).RootElement;
        Assert.Equal((0.0, 1.0), (result.GetProperty("wer").GetDouble(), result.GetProperty("answered").GetDouble()));
        Assert.Equal("ab ba", JsonDocument.Parse(eval.Lines[0]).RootElement.GetProperty("alternatives")[0].GetString());
    }

    [Fact]
    public async Task Models_are_mixed()
    {
        foreach ((string name, string text) in new[] { ("a", "ab ba\nab ab"), ("b", "ba bb") })
            Assert.Equal(0, (await Eseq.Run("lm", _bench.Write(name + ".txt", text), "--order", "2", "-o", _bench.File("x.lm"), "--arpa", _bench.File(name + ".arpa"))).ExitCode);
        Outcome mixed = await Eseq.Run("lm", _bench.File("a.arpa"), _bench.File("b.arpa"), "--mix", "3", "1", "-o", _bench.File("ab.lm"));
        Assert.Equal((0, ""), (mixed.ExitCode, mixed.Error));
        Assert.Contains("a mixture of 2 models; n-grams 6 + ", mixed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expected 2 weights, one for each .arpa file; found 1", "a.arpa", "b.arpa", "--mix", "1")]
    [InlineData("expected 2 weights, one for each .arpa file; found 0", "a.arpa", "b.arpa")]
    [InlineData("expected weights above 0; found 1 -2", "a.arpa", "b.arpa", "--mix", "1", "-2")]
    [InlineData("t.txt: expected .arpa files only", "a.arpa", "t.txt", "--mix", "1", "1")]
    [InlineData("b.arpa", "a.arpa", "b.arpa", "--mix", "1", "1")]
    public async Task What_cannot_be_mixed_is_named(string message, params string[] arguments)
    {
        Assert.Equal(0, (await Eseq.Run("lm", _bench.Write("t.txt", "ab ba"), "-o", _bench.File("x.lm"), "--arpa", _bench.File("a.arpa"))).ExitCode);
        Outcome outcome = await Eseq.Run(["lm", .. arguments.Select(a => a.Contains('.', StringComparison.Ordinal) ? _bench.File(a) : a), "-o", _bench.File("y.lm")]);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.File("y.lm")));
    }

    [Fact]
    public async Task Only_phrases_are_answered_and_what_is_none_is_not_understood()
    {
        _bench.Speak("1.wav", "ab");
        _bench.Speak("2.wav", "bbabb");
        string manifest = _bench.Write("m.jsonl", """
            {"audio_filepath": "1.wav", "text": "ab"}
            {"audio_filepath": "2.wav", "text": "bbabb"}
            """);
        Outcome eval = await Eseq.Run("eval", _bench.Model, "--manifest", manifest, "--phrases", _bench.Write("p.txt", "ab\nba a"), "--texts");
        Assert.Equal((0, ""), (eval.ExitCode, eval.Error));
        Assert.Contains("  heard  (not understood)", eval.Lines);
        Assert.Contains(" 50.00 % ", eval.Lines[^1], StringComparison.Ordinal);
        Outcome text = await Eseq.Run("transcribe", _bench.File("1.wav"), "--model", _bench.Model, "--phrases", _bench.File("p.txt"), "--json", "--nbest", "1");
        Assert.Equal("ab", JsonDocument.Parse(text.Lines[^1]).RootElement.GetProperty("alternatives")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("lm", "caf\u00E9", "text.txt, line 1, column 4")]
    [InlineData("--lm", "\\data\\\nngram 1=1\n\\1-grams:\n1 a\n\\end\\", "line 4, column 1")]
    [InlineData("--phrases", "# nothing", "line 1, column 1")]
    [InlineData("--phrases", "ab\na c", "line 2, column 3")]
    [InlineData("--lm", "\\data\\\nngram 1=1\n\n\\1-grams:\n-1 caf\u00E9\n\n\\end\\\n", "No word of the language model")]
    [InlineData("--hotwords", "ab: loud", "line 1, column 4")]
    public async Task What_is_wrong_in_a_file_is_named_with_line_and_column(string option, string text, string place)
    {
        string file = _bench.Write("text.txt", text), output = _bench.File("x.lm");
        _bench.Speak("1.wav", "ab");
        Outcome outcome = option == "lm" ? await Eseq.Run("lm", file, "-o", output) : await Eseq.Run("transcribe", _bench.File("1.wav"), "--model", _bench.Model, option, file);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(place, Assert.Single(outcome.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }
}
