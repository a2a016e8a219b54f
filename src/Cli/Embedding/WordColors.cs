namespace EmbeddedSeq.Cli.Embedding;

/// <summary>Colours that tell words apart on light and dark ground; the most frequent words have one each, the others share the last.</summary>
internal static class WordColors
{
    private static readonly string[] Colors = ["#2a78d6", "#d9591c", "#128a63", "#b8409c", "#8a6d00", "#6a4fd0", "#c22f3d", "#0d8a99", "#5d8a1e", "#a85a00", "#3c5a9a", "#d0508a", "#2f9a4a", "#8c5ad0", "#9a4a2a", "#4a8ab8"];

    private const string Other = "#8f8e86";

    /// <summary>The words with a colour of their own, the most frequent first.</summary>
    public static Dictionary<string, string> Of(IEnumerable<string> words) =>
        words.GroupBy(w => w).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select((g, i) => (g.Key, Color: i < Colors.Length ? Colors[i] : Other)).ToDictionary(p => p.Key, p => p.Color);
}
