using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

public sealed class SearchTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Recordings_are_indexed_added_to_and_searched()
    {
        Directory.CreateDirectory(_bench.File("sounds"));
        string first = _bench.Speak("sounds/1.wav", "ab ba"), second = _bench.Speak("sounds/2.wav", "b ab a");
        string index = _bench.File("i.index");
        Outcome built = await Eseq.Run("index", "build", _bench.File("sounds"), "-o", index, "--model", _bench.Model);
        Assert.Equal((0, ""), (built.ExitCode, built.Error));
        Assert.Contains("added 2 recordings, 0:00:04", built.Output, StringComparison.Ordinal);

        string third = _bench.Speak("sounds/3.wav", "bb ab");
        Outcome added = await Eseq.Run("index", "add", index, _bench.File("sounds"), "--model", _bench.Model, "--jobs", "2");
        Assert.Contains("added 1 recordings, 0:00:02; 2 were there already", added.Output, StringComparison.Ordinal);

        Outcome found = await Eseq.Run("search", index, "--text", "ab", "--json", "--top", "3");
        JsonElement[] hits = found.JsonLines;
        Assert.Equal([first, second, third], hits.Select(h => h.GetProperty("file").GetString()).Order(StringComparer.Ordinal));
        Assert.All(hits, h => Assert.InRange(h.GetProperty("end").GetDouble() - h.GetProperty("start").GetDouble(), 0.4, 0.7));
        Assert.All(hits, h => Assert.InRange(h.GetProperty("confidence").GetDouble(), 0.1, 0.9)); // Two letters prove little.
        Assert.Contains("1.wav", (await Eseq.Run("search", index, "--text", "ab ba")).Lines[1], StringComparison.Ordinal);

        JsonElement info = (await Eseq.Run("index", "info", index, "--json")).Json;
        Assert.Equal((2, 3, 0), (info.GetProperty("segments").GetInt32(), info.GetProperty("recordings").GetInt32(), info.GetProperty("warnings").GetArrayLength()));
    }

    [Fact]
    public async Task A_manifests_utterances_are_evaluated()
    {
        _bench.Speak("1.wav", "ab ba b ab");
        _bench.Speak("2.wav", "aba bab");
        string manifest = _bench.Write("m.jsonl", """
            {"audio_filepath": "1.wav", "text": "ab ba", "offset": 0, "duration": 2.0}
            {"audio_filepath": "1.wav", "text": "b ab", "offset": 2.4, "duration": 1.6}
            {"audio_filepath": "2.wav", "text": "aba bab"}
            """);
        string[] command = ["search", "eval", "kws", "--manifest", manifest, "--model", _bench.Model, "--letters", "1", "--least", "1", "--json"];
        JsonElement result = (await Eseq.Run(command)).Json;
        Assert.Equal((5, 6), (result.GetProperty("terms").GetInt32(), result.GetProperty("occurrences").GetInt32()));
        Assert.InRange(result.GetProperty("mtwv").GetDouble(), 0.5, 1);
        Assert.Equal(0, result.GetProperty("misses_at_false_alarms_per_hour").GetProperty("10").GetDouble());

        Outcome fitted = await Eseq.Run([.. command[..^1], "--fit"]);
        Assert.Matches("bias, cost of a letter, letters, log of steps of a letter: (-?[0-9.]+, ){3}-?[0-9.]+\n$", fitted.Output.ReplaceLineEndings("\n"));

        string index = _bench.File("i.index");
        await Eseq.Run("index", "build", "--manifest", manifest, "-o", index, "--model", _bench.Model);
        JsonElement again = (await Eseq.Run([.. command, "--index", index])).Json;
        Assert.Equal(result.GetProperty("atwv").GetDouble(), again.GetProperty("atwv").GetDouble());
    }

    [Fact]
    public async Task An_example_is_found_and_a_page_shows_it()
    {
        string page = _bench.File("page.html"), lost = _bench.Speak("lost.wav", "bab ab"), index = await Index(_bench.Speak("1.wav", "ab bba"), lost);
        File.Delete(lost);
        Outcome found = await Eseq.Run("search", index, "--example", _bench.Speak("e.wav", "_bba"), "--model", _bench.Model, "--json", "--html", page);
        Assert.EndsWith("1.wav", found.JsonLines[0].GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Contains("lost.wav", found.Error, StringComparison.Ordinal);
        string html = await File.ReadAllTextAsync(page);
        Assert.Contains("src=\"data:audio/wav;base64,UklGR", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Equal(found.Lines.Length, html.Split("<article").Length - 1);

        // The model has to be that of the index, and something has to be heard.
        Assert.Contains("another", (await Eseq.Run("search", index, "--example", _bench.File("e.wav"))).Error, StringComparison.Ordinal);
        Assert.Contains("nothing", (await Eseq.Run("search", index, "--example", _bench.Speak("s.wav", "__"), "--model", _bench.Model)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_example_is_found_by_its_sound_too()
    {
        string index = _bench.File("i.index"), manifest = _bench.Write("m.jsonl", """{"audio_filepath": "1.wav", "text": "ab bba ab", "id": "1"}""");
        _bench.Speak("1.wav", "ab bba ab");
        Outcome built = await Eseq.Run("index", "build", "--manifest", manifest, "-o", index, "--model", _bench.Model);
        Assert.Equal((0, ""), (built.ExitCode, built.Error));
        JsonElement info = (await Eseq.Run("index", "info", index, "--json")).Json;
        Assert.Equal(("audio2vec", 3), (info.GetProperty("embedder").GetString(), info.GetProperty("vectors").GetInt32()));
        Outcome found = await Eseq.Run("search", index, "--example", _bench.Speak("e.wav", "_bba"), "--model", _bench.Model, "--json", "--repeat", "2");
        Assert.InRange(found.JsonLines[0].GetProperty("start").GetDouble(), 1.2, 1.6);
        Assert.Contains("2 searches", found.Error, StringComparison.Ordinal);

        string words = _bench.Write("w.csv", "word,speaker,id,start,end\nab,s,1,0.1,0.9\nbba,s,1,1.3,2.5\nab,s,1,2.9,3.6\n");
        string[] command = ["search", "eval", "example", "--manifest", manifest, "--words", words, "--letters", "1", "--model", _bench.Model];
        JsonElement result = (await Eseq.Run([.. command, "--index", index, "--json"])).Json;
        Assert.Equal((2, 1.0), (result.GetProperty("examples").GetInt32(), result.GetProperty("map").GetDouble()));
        Outcome none = await Eseq.Run([.. command, "--embedder", "none", "--fit"]);
        Assert.Contains("no hit that has one", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_segment_is_a_warning_and_the_rest_is_searched()
    {
        string index = await Index(_bench.Speak("1.wav", "ab"));
        await Eseq.Run("index", "add", index, _bench.Speak("2.wav", "ab b"), "--model", _bench.Model);
        File.WriteAllText(Path.Combine(index, "000001.segment"), "no segment");
        Outcome found = await Eseq.Run("search", index, "--text", "ab", "--json", "--top", "1");
        Assert.Equal(0, found.ExitCode);
        Assert.Contains("2.wav", found.Output, StringComparison.Ordinal);
        Assert.Contains("000001.segment is damaged", found.Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_keeps_no_other_out_of_an_index()
    {
        Directory.CreateDirectory(_bench.File("sounds"));
        _bench.Speak("sounds/1.wav", "ab");
        _bench.Write("sounds/._1.wav", "");
        Outcome built = await Eseq.Run("index", "build", _bench.File("sounds"), "-o", _bench.File("i.index"), "--model", _bench.Model, "--embedder", "none");
        Assert.Equal(0, built.ExitCode);
        Assert.Contains("._1.wav", built.Complaint, StringComparison.Ordinal);
        File.Delete(_bench.File("sounds/1.wav"));
        Assert.Equal(1, (await Eseq.Run("index", "build", _bench.File("sounds"), "-o", _bench.File("j.index"), "--model", _bench.Model, "--embedder", "none")).ExitCode);
    }

    [Fact]
    public async Task A_recording_without_sound_has_no_size_an_hour()
    {
        string index = await Index(_bench.Speak("1.wav", ""));
        Assert.Equal(JsonValueKind.Null, (await Eseq.Run("index", "info", index, "--json")).Json.GetProperty("bytes_per_hour").ValueKind);
        Assert.EndsWith("MB", (await Eseq.Run("index", "info", index)).Lines[3], StringComparison.Ordinal);
        Assert.Single((await Eseq.Run("search", index, "--text", "a", "--json")).JsonLines);
    }

    [Theory]
    [InlineData("search INDEX", 2, "--text")]
    [InlineData("search --text a", 2, "index")]
    [InlineData("search INDEX --text c", 1, "'c'")]
    [InlineData("search nowhere --text a", 1, "nowhere")]
    [InlineData("index build -o x.index", 2, "--manifest")]
    [InlineData("index build INDEX/1.wav -o INDEX", 1, "index add")]
    [InlineData("index add nowhere INDEX/1.wav", 1, "index build")]
    [InlineData("index build INDEX -o x.index", 1, "WAV")]
    public async Task Mistakes_are_told_in_one_line(string arguments, int exitCode, string reason)
    {
        string index = await Index(_bench.Speak("1.wav", "ab"));
        Outcome outcome = await Eseq.Run([.. arguments.Split(' ').Select(a => a.Replace("INDEX/1.wav", _bench.File("1.wav"), StringComparison.Ordinal).Replace("INDEX", index, StringComparison.Ordinal))]);
        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(reason, outcome.Complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Repository.Root, "x.index")));
    }

    // An index of spellings only.
    private async Task<string> Index(params string[] recordings)
    {
        string index = _bench.File("i.index");
        Assert.Equal(0, (await Eseq.Run(["index", "build", .. recordings, "-o", index, "--model", _bench.Model, "--embedder", "none"])).ExitCode);
        return index;
    }
}
