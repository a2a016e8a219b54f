using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

public sealed class SearchEvalTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Words_of_different_tones_are_told_apart_wherever_they_are()
    {
        _bench.Speak("talk.wav", "ab  ba"); // A tone lasts from 0.2 to 0.4 s of each 0.4 s.
        _bench.Speak("other.wav", "abba");
        _bench.Write("m.jsonl", """{"audio_filepath": "talk.wav", "text": "", "id": "u1"}""");
        string csv = _bench.Write("words.csv", """
            word,speaker,id,start,end
            x,s1,u1,0.2,0.8
            y,s1,u1,1.8,2.4
            x,s2,other,0.2,0.8
            y,s2,other,1.0,1.6
            """);
        Outcome outcome = await Eseq.Run("search", "eval", "samediff", "--csv", csv, "--audio", _bench.File(""), "--method", "dtw", "downsampling", "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        JsonElement[] lines = outcome.JsonLines;
        Assert.Equal(["dtw", "downsampling"], lines.Select(l => l.GetProperty("method").GetString()));
        Assert.All(lines, l =>
        {
            Assert.Equal(4, l.GetProperty("words").GetInt32());
            Assert.Equal(1, l.GetProperty("all_pairs").GetDouble());
            Assert.Equal(1, l.GetProperty("different_speakers").GetDouble());
            Assert.True(l.GetProperty("nanoseconds_per_comparison").GetDouble() >= 0);
        });
    }

    [Fact]
    public async Task Queries_find_the_same_word_of_other_speakers()
    {
        string manifest = _bench.Write("m.jsonl", string.Join('\n', new[] { ("1", "aab", "s1"), ("2", "aab", "s2"), ("3", "bba", "s1"), ("4", "bba", "s2"), ("5", "aaa", "s3") }
            .Select(r => $$"""{"audio_filepath": "{{Path.GetFileName(_bench.Speak(r.Item1 + ".wav", r.Item2))}}", "text": "{{r.Item2}}", "speaker": "{{r.Item3}}"}""")));
        Outcome outcome = await Eseq.Run("search", "eval", "qbe", "--manifest", manifest, "--method", "dtw", "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        JsonElement line = Assert.Single(outcome.JsonLines);
        Assert.Equal((5, 4), (line.GetProperty("words").GetInt32(), line.GetProperty("queries").GetInt32()));
        Assert.Equal(1, line.GetProperty("mean_average_precision").GetDouble());
        Assert.Equal(0.1, line.GetProperty("precision_at10").GetDouble(), 1e-9);
    }

    [Theory]
    [InlineData("x s1", "x s1")]
    [InlineData("x s1", "y s2")]
    [InlineData("x s1", "x s2")]
    public async Task Nothing_to_compare_is_an_error(params string[] said)
    {
        string[] columns = [.. said.Select(s => s.Replace(' ', ','))];
        _bench.Speak("u.wav", "ab");
        string csv = _bench.Write("words.csv", $"word,speaker,id,start,end\n{columns[0]},u,0.1,0.4\n{columns[1]},u,0.4,0.8\n");
        string manifest = _bench.Write("m.jsonl", string.Join('\n', said.Select(s => $$"""{"audio_filepath": "u.wav", "text": "{{s[..1]}}", "speaker": "{{s[2..]}}"}""")));
        foreach (string[] measure in new[] { new[] { "samediff", "--csv", csv, "--audio", _bench.File("") }, ["qbe", "--manifest", manifest] })
        {
            Outcome outcome = await Eseq.Run(["search", "eval", .. measure, "--method", "downsampling", "--json"]);
            Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
            Assert.Contains($"{measure[2]}: no pairs of ", outcome.Complaint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        string csv = _bench.Write("words.csv", "word,speaker,id,start,end\nx,s1,nowhere,0.2,0.8\n");
        Outcome outcome = await Eseq.Run("search", "eval", "samediff", "--csv", csv, "--audio", _bench.File(""));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("words.csv, line 2: expected the id of an utterance whose audio is there, found nowhere", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Eseq.Run("search", "eval", "samediff", "--csv", csv, "--audio", _bench.File("no-folder"))).ExitCode);
        Assert.Equal(2, (await Eseq.Run("search", "eval", "samediff", "--csv", csv)).ExitCode);
        Assert.Equal(2, (await Eseq.Run("search", "eval", "qbe", "--manifest", csv, "--method", "guessing")).ExitCode);
    }
}
