using System.Text.Json;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests;

public sealed class EmbedTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly string _model;

    public EmbedTests()
    {
        _model = _bench.File("words.eseq");
        WordModel.Weights().Save(_model);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Recordings_become_vectors_of_where_somebody_speaks()
    {
        string one = _bench.Speak("1.wav", "__ab__"), two = _bench.Speak("2.wav", "_ab___");
        string picture = _bench.File("words.svg");
        Outcome outcome = await Eseq.Run("embed", one, two, "--model", _model, "--reconstruct", picture);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        JsonElement[] lines = [.. outcome.Lines.Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal([one, two], lines.Select(l => l.GetProperty("file").GetString()));
        double[][] vectors = [.. lines.Select(l => l.GetProperty("vector").EnumerateArray().Select(v => v.GetDouble()).ToArray())];
        Assert.All(vectors, v => Assert.Equal(1, v.Sum(x => x * x), 1e-5));
        Assert.True(vectors[0].Zip(vectors[1], (a, b) => a * b).Sum() > 0.98); // The same tones after another silence.
        Assert.Equal([0.92, 0.52], lines.Select(l => l.GetProperty("start").GetDouble()), (a, b) => Math.Abs(a - b) < 0.05);
        string svg = File.ReadAllText(picture);
        Assert.Equal(4, svg.Split("data:image/png;base64,").Length - 1);
        Assert.Contains("1.wav: heard", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stretch_can_be_named()
    {
        Outcome outcome = await Eseq.Run("embed", _bench.Speak("1.wav", "abab"), "--start", "0.4", "--end", "0.8", "--model", _model);
        JsonElement line = JsonDocument.Parse(Assert.Single(outcome.Lines)).RootElement;
        Assert.Equal((0.4, 0.8), (line.GetProperty("start").GetDouble(), line.GetProperty("end").GetDouble()));
        Outcome beyond = await Eseq.Run("embed", _bench.File("1.wav"), "--start", "9", "--model", _model);
        Assert.Equal(1, beyond.ExitCode);
        Assert.Contains("1.wav: expected sound behind 9 s, found the end at 1.600 s", beyond.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Eseq.Run("embed", _bench.File("1.wav"), "--start", "0.8", "--end", "0.4", "--model", _model)).ExitCode);
    }

    [Fact]
    public async Task Another_kind_of_model_is_refused()
    {
        Outcome outcome = await Eseq.Run("embed", _bench.Speak("1.wav", "a"), "--model", _bench.Model);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("expected a model for the task embed_speech", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_are_drawn_in_the_plane()
    {
        string manifest = _bench.Write("m.jsonl", string.Join('\n', Enumerable.Range(0, 12).Select(i => $$"""{"audio_filepath": "{{Path.GetFileName(_bench.Speak(i + ".wav", i % 2 == 0 ? "ab" : "ba<"))}}", "text": "{{(i % 2 == 0 ? "ab" : "b<a")}}", "speaker": "s{{i}}"}""")));
        string picture = _bench.File("words.svg");
        Outcome outcome = await Eseq.Run("embed", "plot", manifest, "-o", picture, "--model", _model, "--most", "4");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        string svg = File.ReadAllText(picture), page = File.ReadAllText(_bench.File("words.html"));
        Assert.Equal(2 * 4, svg.Split("<circle").Length - 1); // Every third of 12, on both maps.
        Assert.Contains("t-SNE", svg, StringComparison.Ordinal);
        Assert.Contains("b&lt;a", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("b<a", page, StringComparison.Ordinal);
        Assert.Contains("\"maps\":[", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_of_a_model_are_measured()
    {
        string manifest = _bench.Write("m.jsonl", string.Join('\n', Enumerable.Range(0, 4).Select(i => $$"""{"audio_filepath": "{{Path.GetFileName(_bench.Speak(i + ".wav", i < 2 ? "aab" : "bba"))}}", "text": "{{i / 2}}", "speaker": "s{{i}}"}""")));
        Outcome outcome = await Eseq.Run("search", "eval", "qbe", "--manifest", manifest, "--model", _model, "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        JsonElement line = JsonDocument.Parse(Assert.Single(outcome.Lines)).RootElement;
        Assert.Equal(("words", 1.0), (line.GetProperty("method").GetString(), line.GetProperty("mean_average_precision").GetDouble()));
    }
}
