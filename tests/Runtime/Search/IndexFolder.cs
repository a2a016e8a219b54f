using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

/// <summary>A temporary folder with an index of tones; see <see cref="ToneModel"/>.</summary>
internal sealed class IndexFolder : IDisposable
{
    public static readonly SpeechModel Model = ToneModel.Create();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eseq-index-");

    public string Path => _folder.FullName;

    /// <summary>Its segments.</summary>
    public string[] Files => [.. Directory.GetFiles(Path, "*" + SpeechIndex.FileEnding).Order(StringComparer.Ordinal)];

    /// <summary>Adds recordings as one segment.</summary>
    public void Add(params string[] letters)
    {
        using var writer = new SpeechIndexWriter(Path, Model, "1");
        foreach (string text in letters) AddTo(writer, text);
        writer.Flush();
    }

    /// <summary>Adds a recording that is called as what it says.</summary>
    public static void AddTo(SpeechIndexWriter writer, string letters)
    {
        float[] samples = ToneModel.Speak(letters);
        writer.Add(Describe(letters), SpeechIndexWriter.Listen(Model, [samples]));
    }

    /// <summary>The best hits for a text as "recording@tenths of a second of the first letter".</summary>
    public string[] Find(string text, double leastScore = -0.5)
    {
        SpeechIndex index = SpeechIndex.Open(Path);
        return [.. KeywordSearch.Find(index, KeywordQuery.FromText(text, index.Description), 100).Where(h => h.Score > leastScore).Select(h => $"{h.Stretch.File}@{h.Start.TotalSeconds * 10:F0}").Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IndexedStretch Describe(string letters) => new() { File = letters, Duration = ToneModel.Speak(letters).Length / 16000.0 };
}
