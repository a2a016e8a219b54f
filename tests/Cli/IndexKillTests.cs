using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>A process that is killed while it adds to an index.</summary>
public sealed class IndexKillTests : IDisposable
{
    private const int Recordings = 40;
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_index_survives_whoever_is_killed_while_adding_to_it()
    {
        Directory.CreateDirectory(_bench.File("sounds"));
        for (int i = 0; i < Recordings; i++) _bench.Speak($"sounds/{i:D2}.wav", i % 2 == 0 ? "ab ba" : "b ab a");
        string index = _bench.File("i.index");
        Assert.Equal(0, (await Eseq.Run("index", "build", _bench.Speak("first.wav", "bb ab"), "-o", index, "--embedder", "none", "--model", _bench.Model)).ExitCode);
        var whole = new Dictionary<string, byte[]>();
        Keep(index, whole);

        // Every recording is a segment of its own. Where in the work the kill comes is not decided here: what is asserted holds everywhere.
        foreach (int segments in new[] { 1, 5, 20 })
        {
            using (Eseq adding = Add(index))
            {
                await Until(() => Directory.GetFiles(index, "*.segment*").Length > segments);
                adding.Kill();
                await adding.Ended();
            }
            Assert.All(whole, w => Assert.Equal(w.Value, File.ReadAllBytes(w.Key)));
            Keep(index, whole);
            JsonElement info = await Info(index);
            Assert.Equal((0, whole.Count, whole.Count), (info.GetProperty("warnings").GetArrayLength(), info.GetProperty("segments").GetInt32(), info.GetProperty("recordings").GetInt32()));
            Assert.Equal(0, (await Eseq.Run("search", index, "--text", "ab")).ExitCode);
        }

        Outcome rest = await Add(index).Ended();
        Assert.Equal((0, ""), (rest.ExitCode, rest.Error));
        Assert.Equal(1 + Recordings, (await Info(index)).GetProperty("recordings").GetInt32());
        Assert.Empty(Directory.GetFiles(index, "*.partial"));
    }

    private Eseq Add(string index) => Eseq.Start(["index", "add", index, _bench.File("sounds"), "--segment-minutes", "0.01", "--model", _bench.Model]);

    private static async Task<JsonElement> Info(string index) => JsonDocument.Parse((await Eseq.Run("index", "info", index, "--json")).Output).RootElement;

    private static void Keep(string index, Dictionary<string, byte[]> whole)
    {
        foreach (string file in Directory.GetFiles(index, "*.segment")) whole.TryAdd(file, File.ReadAllBytes(file));
    }

    private static async Task Until(Func<bool> condition)
    {
        for (DateTime end = DateTime.UtcNow + LineReader.Patience; !condition(); await Task.Delay(1)) Assert.True(DateTime.UtcNow < end, "nothing was added");
    }
}
