namespace EmbeddedSeq.Cli.Tests;

public sealed class EmbedWordsTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Words_are_listed_with_their_times()
    {
        _bench.Speak("1.wav", "ab ba");
        string manifest = _bench.Write("m.jsonl", """
            {"audio_filepath": "1.wav", "text": "ab ba", "speaker": "s", "id": "u1", "split": "train"}
            {"audio_filepath": "1.wav", "text": "a letter that it cannot write", "speaker": "s", "id": "u2", "split": "dev"}
            {"audio_filepath": "1.wav", "text": "ab ba", "speaker": "s", "id": "u3", "split": "test"}
            """);
        string list = _bench.File("words.csv");
        Outcome outcome = await Eseq.Run("embed", "words", manifest, "-o", list, "--model", _bench.Model);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("2 words of 1 utterances; 1 left out", outcome.Output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(list);
        Assert.Equal("word,speaker,id,start,end", lines[0]);
        string[][] words = [.. lines[1..].Select(l => l.Split(','))];
        Assert.Equal(["ab,s,u1", "ba,s,u1"], words.Select(w => string.Join(',', w[..3])));
        // Tones sound from 0.2, 0.6, 1.4 and 1.8 s on, 0.2 s each.
        double[] times = [.. words.SelectMany(w => w[3..]).Select(t => double.Parse(t, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal([0.1, 0.65, 1.3, 1.85], times, (a, b) => Math.Abs(a - b) < 0.1);
        Assert.Equal(1, (await Eseq.Run("embed", "words", manifest, "-o", list, "--split", "none", "--model", _bench.Model)).ExitCode);
    }
}
