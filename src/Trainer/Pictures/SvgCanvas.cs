using System.Globalization;
using System.Security;
using System.Text;
using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Trainer.Pictures;

/// <summary>A picture (SVG 1.1) that is drawn piece by piece, the first piece at the bottom. Follows the reader's light or dark scheme.</summary>
internal sealed class SvgCanvas
{
    private const string Style = """
        <style>
        .surface{fill:#fcfcfb}.ink{fill:#1a1a19}.quiet{fill:#5f5e58}.grid{stroke:#e4e3dd}.axis{stroke:#a9a8a0}
        .a{stroke:#2a78d6}.b{stroke:#d9591c}.c{stroke:#128a63}.fa{fill:#2a78d6}.fb{fill:#d9591c}.fc{fill:#128a63}
        @media(prefers-color-scheme:dark){
        .surface{fill:#1a1a19}.ink{fill:#f2f1ec}.quiet{fill:#b5b4ab}.grid{stroke:#33332f}.axis{stroke:#6f6e67}
        .a{stroke:#5b9bee}.b{stroke:#f0824c}.c{stroke:#3fbf93}.fa{fill:#5b9bee}.fb{fill:#f0824c}.fc{fill:#3fbf93}}
        text{font:12px system-ui,sans-serif}.title{font-size:15px;font-weight:600}.line{fill:none;stroke-width:2;stroke-linejoin:round}
        </style>
        """;

    private readonly StringBuilder _svg = new();

    public SvgCanvas(int width, int height, string title)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n");
        _svg.Append(CultureInfo.InvariantCulture, $"<title>{SecurityElement.Escape(title)}</title>\n{Style}\n<rect class=\"surface\" width=\"{width}\" height=\"{height}\"/>\n");
        Text("title ink", 16, 28, "start", title);
    }

    public void Text(string style, double x, double y, string anchor, string text) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{SecurityElement.Escape(text)}</text>\n");

    public void Line(string style, double x1, double y1, double x2, double y2) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>\n");

    public void Path(string style, IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        foreach ((double x, double y) in points) path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{x:0.##} {y:0.##}");
        _svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {style}\" d=\"{path}\"/>\n");
    }

    /// <summary>A dot with a text that shows when pointed at.</summary>
    public void Dot(string style, double x, double y, string hint) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{style}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3\"><title>{SecurityElement.Escape(hint)}</title></circle>\n");

    public void Box(string color, double x, double y, double width, double height) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<rect fill=\"{color}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"/>\n");

    public void Mark(double x, double y) => _svg.Append(CultureInfo.InvariantCulture, $"<circle fill=\"#fff\" stroke=\"#000\" stroke-width=\"2\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"5\"/>\n");

    /// <summary>The whole picture.</summary>
    public override string ToString() => _svg + "</svg>\n";

    /// <summary>Writes the whole picture; a file that is there is replaced in one step.</summary>
    public void Save(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(ToString());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }
}
