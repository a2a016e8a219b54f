using System.Globalization;
using System.Security;
using System.Text;

namespace EmbeddedSeq.Cli.Embedding;

/// <summary>Maps of words side by side as one SVG picture: a dot for each token, the word at the middle of its tokens.</summary>
internal static class WordMapSvg
{
    private const int Size = 460, Left = 24, Top = 70, Gap = 36, Labelled = 40;

    /// <summary>Draws the maps.</summary>
    public static string Render(string title, IReadOnlyList<WordMap> maps)
    {
        int width = 2 * Left + maps.Count * Size + (maps.Count - 1) * Gap, height = Top + Size + 24;
        Dictionary<string, string> colors = WordColors.Of(maps[0].Points.Select(p => p.Word));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{SecurityElement.Escape(title)}</title>\n");
        svg.Append("<style>text{font:12px system-ui,sans-serif}.title{font-size:15px;font-weight:600}.surface{fill:#fcfcfb}.ink{fill:#1a1a19}.quiet{fill:#5f5e58}.frame{fill:none;stroke:#e4e3dd}.name{font-weight:600;paint-order:stroke;stroke:#fcfcfb;stroke-width:3px}@media(prefers-color-scheme:dark){.surface{fill:#1a1a19}.ink{fill:#f2f1ec}.quiet{fill:#b5b4ab}.frame{stroke:#33332f}.name{stroke:#1a1a19}}</style>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"surface\" width=\"{width}\" height=\"{height}\"/>\n<text class=\"title ink\" x=\"{Left}\" y=\"28\">{SecurityElement.Escape(title)}</text>\n");
        for (int i = 0; i < maps.Count; i++) Draw(svg, maps[i], colors, Left + i * (Size + Gap));
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, WordMap map, Dictionary<string, string> colors, int left)
    {
        double X(double x) => left + 12 + (Size - 24) * x;
        double Y(double y) => Top + 12 + (Size - 24) * (1 - y);
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"quiet\" x=\"{left}\" y=\"{Top - 10}\">{map.Title}</text>\n<rect class=\"frame\" x=\"{left}\" y=\"{Top}\" width=\"{Size}\" height=\"{Size}\"/>\n");
        foreach (WordPoint p in map.Points)
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(p.X):0.#}\" cy=\"{Y(p.Y):0.#}\" r=\"3\" fill=\"{colors[p.Word]}\" fill-opacity=\"0.7\"><title>{SecurityElement.Escape($"{p.Word}, {p.Label}")}</title></circle>\n");
        foreach (IGrouping<string, WordPoint> word in map.Points.GroupBy(p => p.Word).OrderByDescending(g => g.Count()).Take(Labelled))
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{X(Median(word.Select(p => p.X))):0.#}\" y=\"{Y(Median(word.Select(p => p.Y))) + 4:0.#}\" text-anchor=\"middle\" fill=\"{colors[word.Key]}\">{SecurityElement.Escape(word.Key)}</text>\n");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
