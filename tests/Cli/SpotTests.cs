using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

public sealed class SpotTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_keyword_is_enrolled_tuned_and_spotted()
    {
        string keywords = _bench.File("keywords.json");
        string[] recordings = [_bench.Speak("1.wav", "_abba"), _bench.Speak("2.wav", "abba_"), _bench.Speak("3.wav", "abba")];
        Outcome enrolled = await Eseq.Run(["spot", "enroll", "name", "--model", _bench.Model, "--embedder", "none", "-o", keywords, "--recordings", .. recordings]);
        Assert.Equal((0, $"{keywords}: name as \"abba\"\n"), (enrolled.ExitCode, enrolled.Output.ReplaceLineEndings("\n")));

        // "abb" is the nearest that the negatives have.
        Outcome tuned = await Eseq.Run("spot", "tune", keywords, "--negatives", _bench.Speak("n.wav", "abb ba a b"), "--rate", "0", "--model", _bench.Model);
        Assert.Contains("0 false alarms", tuned.Output, StringComparison.Ordinal);
        Assert.Contains("too little", tuned.Error, StringComparison.Ordinal);

        string sound = _bench.Speak("s.wav", "abb abba ba___");
        Outcome spotted = await Eseq.Run("spot", sound, "--keywords", keywords, "--model", _bench.Model, "--json");
        JsonElement hit = Assert.Single(spotted.JsonLines);
        Assert.Equal("name", hit.GetProperty("keyword").GetString());
        Assert.InRange(hit.GetProperty("start").GetDouble(), 1.7, 1.9);
        Assert.InRange(hit.GetProperty("end").GetDouble(), 3.1, 3.3);
        Assert.InRange(hit.GetProperty("confidence").GetDouble(), 0, 1);
        Outcome text = await Eseq.Run("spot", sound, "--keyword", "ba", "--threshold", "-2", "--model", _bench.Model);
        Assert.EndsWith("ba", Assert.Single(text.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_little_sound_only_raises_thresholds()
    {
        string keywords = _bench.Write("keywords.json", """{"model": "tones", "keywords": [{"name": "abba", "spellings": ["abba"], "threshold": 0}]}""");
        Outcome tuned = await Eseq.Run("spot", "tune", keywords, "--negatives", _bench.Speak("far.wav", "a_b_bb"), "--rate", "0.5", "--model", _bench.Model);
        Assert.Equal(0, tuned.ExitCode);
        Assert.Contains("not below 0, the default", tuned.Complaint, StringComparison.Ordinal);
        Assert.Contains("\"threshold\": 0\n", await File.ReadAllTextAsync(keywords), StringComparison.Ordinal);
        tuned = await Eseq.Run("spot", "tune", keywords, "--negatives", _bench.Speak("loud.wav", "abba abba"), "--rate", "0.5", "--model", _bench.Model);
        Assert.DoesNotContain("threshold 0.00", tuned.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 false alarms", tuned.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sound_of_recordings_is_enrolled_too()
    {
        string keywords = _bench.File("keywords.json"), sound = _bench.Speak("1.wav", "_abba_");
        Outcome enrolled = await Eseq.Run("spot", "enroll", "name", "--model", _bench.Model, "-o", keywords, "--recordings", sound, _bench.Speak("2.wav", "__abba_"));
        Assert.EndsWith("compared by audio2vec\n", enrolled.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Outcome spotted = await Eseq.Run("spot", sound, "--keywords", keywords, "--model", _bench.Model);
        Assert.EndsWith("name", Assert.Single(spotted.Lines), StringComparison.Ordinal);
        Outcome refused = await Eseq.Run("spot", sound, "--keywords", keywords, "--model", _bench.Model, "--embedder", "none");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("audio2vec", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Misses_are_measured_at_a_rate_of_false_alarms()
    {
        foreach (string name in new[] { "1", "2", "3", "4" }) _bench.Speak($"{name}.wav", "_abab");
        _bench.Speak("n.wav", "bba a b aba");
        string positives = _bench.Write("p.jsonl", string.Join('\n', new[] { "1", "2", "3", "4" }.Select(n => $$"""{"audio_filepath": "{{n}}.wav", "text": "abab"}""")));
        string negatives = _bench.Write("n.jsonl", """{"audio_filepath": "n.wav", "text": "bba a b aba"}""");
        JsonElement result = (await Eseq.Run("spot", "eval", "--positives", positives, "--negatives", negatives, "--enroll", "2", "--rate", "0", "--json", "--embedder", "none", "--model", _bench.Model)).Json;
        Assert.Equal(("abab", 2, 0.0, 0.0), (result.GetProperty("keyword").GetString(), result.GetProperty("recordings").GetInt32(), result.GetProperty("misses").GetDouble(), result.GetProperty("false_alarms_per_hour").GetDouble()));
    }

    [Theory]
    [InlineData("spot x.wav", 2, "--keyword")]
    [InlineData("spot --keyword a", 2, "--mic")]
    [InlineData("spot nowhere.wav --keyword a", 1, "nowhere.wav")]
    [InlineData("spot nowhere.wav --keyword c", 1, "'c'")]
    [InlineData("spot x.wav --keywords BROKEN", 1, "broken.json")]
    [InlineData("spot x.wav --keywords OTHER", 1, "english")]
    [InlineData("spot enroll k --text c -o BROKEN-2", 1, "'c'")]
    public async Task Mistakes_are_told_in_one_line(string arguments, int exitCode, string reason)
    {
        string broken = _bench.Write("broken.json", """{"model": "tones", "keywords": [{"name": "a", "spellings": []}]}""");
        string other = _bench.Write("other.json", """{"model": "english", "keywords": [{"name": "a", "spellings": ["a"], "threshold": 0}]}""");
        Outcome outcome = await Eseq.Run([.. arguments.Split(' ').Select(a => a.Replace("BROKEN", broken, StringComparison.Ordinal).Replace("OTHER", other, StringComparison.Ordinal)), "--model", _bench.Model]);
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(reason, outcome.Complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(broken + "-2"));
    }
}
