using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

public sealed class EvalTests : IDisposable
{
    private readonly Workbench _bench = new();

    public EvalTests()
    {
        _bench.Speak("1.wav", "ab ba");
        _bench.Speak("2.wav", "a b_____ba");
        _bench.Speak("both.wav", "abba");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Errors_are_counted_over_normalised_texts_per_manifest_and_in_total()
    {
        // Capitals and spaces do not count. Of the second, which has a long pause, one word of two and one letter of six are wrong.
        string first = _bench.Write("first.jsonl", """
            {"audio_filepath": "1.wav", "text": " AB  ba "}
            {"audio_filepath": "2.wav", "text": "a bbbba"}
            """);
        // Parts of a file: 0.8 s are two tones.
        string second = _bench.Write("second.jsonl", """
            {"audio_filepath": "both.wav", "text": "ab", "offset": 0, "duration": 0.8}
            {"audio_filepath": "both.wav", "text": "ba", "offset": 0.8, "duration": 0.8}
            """);
        Outcome outcome = await Eseq.Run("eval", _bench.Model, "--manifest", first, second, "--json");
        Assert.Equal(0, outcome.ExitCode);
        JsonElement[] lines = [.. outcome.Lines.Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal([first, second, "total"], lines.Select(l => l.GetProperty("manifest").GetString()));
        Assert.Equal([2, 2, 4], lines.Select(l => l.GetProperty("utterances").GetInt32()));
        Assert.Equal([0.25, 0, 1.0 / 6], lines.Select(l => l.GetProperty("wer").GetDouble()), Near);
        Assert.Equal([2.0 / 12, 0, 2.0 / 16], lines.Select(l => l.GetProperty("cer").GetDouble()), Near);
        Assert.Equal([0.5, 1, 0.75], lines.Select(l => l.GetProperty("sentence_accuracy").GetDouble()), Near);
        Assert.Equal([6, 1.6, 7.6], lines.Select(l => l.GetProperty("audio_seconds").GetDouble()), Near);
        Assert.All(lines, l => Assert.True(l.GetProperty("real_time_factor").GetDouble() > 0));
    }

    [Fact]
    public async Task Rules_of_silence_may_end_utterances_and_their_texts_are_joined()
    {
        _bench.Speak("pause.wav", "ab______________________________ba");
        string manifest = _bench.Write("m.jsonl", """{"audio_filepath": "pause.wav", "text": "ab ba"}""");
        Outcome whole = await Eseq.Run("eval", _bench.Model, "--manifest", manifest, "--texts"), ended = await Eseq.Run("eval", _bench.Model, "--manifest", manifest, "--texts", "--endpoints");
        Assert.Equal((0, 0), (whole.ExitCode, ended.ExitCode));
        Assert.Contains("  heard  ab ba", ended.Lines);
        Assert.Contains("100.00 %", ended.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_for_people_with_texts_and_several_threads()
    {
        _bench.Write("m.jsonl", """
            {"audio_filepath": "1.wav", "text": "ab ba", "id": "one"}
            {"audio_filepath": "both.wav", "text": "abab", "id": "two"}
            """);
        Outcome outcome = await Eseq.Run("eval", _bench.Model, "--manifest", _bench.File("m.jsonl"), "--texts", "--jobs", "2");
        Assert.Equal(["one (right)", "  said   ab ba", "  heard  ab ba", "two", "  said   abab", "  heard  abba"], outcome.Lines[..6]);
        Assert.Contains(" 33.33 % ", outcome.Lines[^1], StringComparison.Ordinal);
        Assert.Contains(" 22.22 % ", outcome.Lines[^1], StringComparison.Ordinal);
        Assert.Contains(" 50.00 % ", outcome.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_must_be_named_where_there_are_several()
    {
        string manifest = _bench.Write("m.jsonl", """
            {"audio_filepath": "1.wav", "text": "ab ba", "split": "train"}
            {"audio_filepath": "both.wav", "text": "abba", "split": "test"}
            """);
        Outcome without = await Eseq.Run("eval", _bench.Model, "--manifest", manifest);
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("test, train", without.Error, StringComparison.Ordinal);
        Outcome with = await Eseq.Run("eval", _bench.Model, "--manifest", manifest, "--split", "test", "--json");
        Assert.Equal((1, "test"), (JsonDocument.Parse(with.Output).RootElement.GetProperty("utterances").GetInt32(), JsonDocument.Parse(with.Output).RootElement.GetProperty("split").GetString()));
        Assert.Contains("split exam", (await Eseq.Run("eval", _bench.Model, "--manifest", manifest, "--split", "exam")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audio_may_lie_in_another_folder()
    {
        string manifest = Path.Combine(Directory.CreateDirectory(_bench.File("lists")).FullName, "m.jsonl");
        File.WriteAllText(manifest, """{"audio_filepath": "1.wav", "text": "ab ba"}""");
        Assert.Equal(1, (await Eseq.Run("eval", _bench.Model, "--manifest", manifest)).ExitCode);
        Assert.Equal(0, (await Eseq.Run("eval", _bench.Model, "--manifest", manifest, "--data", _bench.File("."))).ExitCode);
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 2e-6;
}
