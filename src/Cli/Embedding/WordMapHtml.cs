using System.Net;
using System.Text.Json;

namespace EmbeddedSeq.Cli.Embedding;

/// <summary>The same maps as one page that needs nothing else: move and zoom, point at a dot to read it, click a word to see only its tokens.</summary>
internal static class WordMapHtml
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes the page.</summary>
    public static string Render(string title, IReadOnlyList<WordMap> maps)
    {
        Dictionary<string, string> colors = WordColors.Of(maps[0].Points.Select(p => p.Word));
        string data = JsonSerializer.Serialize(
            new { Colors = colors, Maps = maps.Select(m => new { m.Title, Points = m.Points.Select(p => new object[] { p.Word, p.Label, Math.Round(p.X, 4), Math.Round(p.Y, 4) }) }) },
            Json); // The default encoder leaves no < in it, so that no word can end the script.
        return Page.Replace("%TITLE%", WebUtility.HtmlEncode(title), StringComparison.Ordinal).Replace("%DATA%", data, StringComparison.Ordinal);
    }

    private const string Page = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>%TITLE%</title>
        <style>
        :root{color-scheme:light dark;--ground:#fcfcfb;--ink:#1a1a19;--quiet:#5f5e58;--line:#e4e3dd}
        @media(prefers-color-scheme:dark){:root{--ground:#1a1a19;--ink:#f2f1ec;--quiet:#b5b4ab;--line:#33332f}}
        body{margin:0;padding:16px 24px;background:var(--ground);color:var(--ink);font:14px system-ui,sans-serif}
        h1{font-size:18px;margin:0 0 4px}p{color:var(--quiet);margin:0 0 12px}
        #words{display:flex;flex-wrap:wrap;gap:6px;margin-bottom:12px}
        #words button{border:1px solid var(--line);border-radius:12px;background:none;color:inherit;padding:2px 10px;font:inherit;cursor:pointer}
        #words button[aria-pressed=true]{background:var(--line)}
        #words i{display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:6px}
        #maps{display:flex;flex-wrap:wrap;gap:24px}figure{margin:0}figcaption{color:var(--quiet);margin-bottom:6px}
        svg{border:1px solid var(--line);width:min(560px,90vw);height:auto;touch-action:none;cursor:grab}
        #tip{position:fixed;pointer-events:none;background:var(--ink);color:var(--ground);padding:3px 8px;border-radius:4px;display:none}
        </style></head><body>
        <h1>%TITLE%</h1><p>Every dot is a spoken word. Point at it to read it, drag to move, turn the wheel to zoom, click a word to see only its dots.</p>
        <div id="words"></div><div id="maps"></div><div id="tip"></div>
        <script>
        const data = %DATA%, ns = "http://www.w3.org/2000/svg", tip = document.getElementById("tip");
        let chosen = null;
        const dots = [];
        for (const map of data.maps) {
          const figure = document.createElement("figure"), caption = document.createElement("figcaption"), svg = document.createElementNS(ns, "svg");
          caption.textContent = map.title;
          let view = [-4, -4, 108, 108];
          const look = () => svg.setAttribute("viewBox", view.join(" "));
          look();
          for (const [word, label, x, y] of map.points) {
            const dot = document.createElementNS(ns, "circle");
            dot.setAttribute("cx", 100 * x); dot.setAttribute("cy", 100 - 100 * y); dot.setAttribute("r", 0.8);
            dot.setAttribute("fill", data.colors[word]); dot.setAttribute("fill-opacity", 0.75);
            dot.addEventListener("pointerenter", e => { tip.textContent = word + ", " + label; tip.style.display = "block"; });
            dot.addEventListener("pointermove", e => { tip.style.left = e.clientX + 12 + "px"; tip.style.top = e.clientY + 12 + "px"; });
            dot.addEventListener("pointerleave", () => tip.style.display = "none");
            svg.append(dot); dots.push([word, dot]);
          }
          svg.addEventListener("wheel", e => {
            e.preventDefault();
            const box = svg.getBoundingClientRect(), f = e.deltaY > 0 ? 1.2 : 1 / 1.2;
            const x = view[0] + view[2] * (e.clientX - box.left) / box.width, y = view[1] + view[3] * (e.clientY - box.top) / box.height;
            view = [x - (x - view[0]) * f, y - (y - view[1]) * f, view[2] * f, view[3] * f]; look();
          }, { passive: false });
          svg.addEventListener("pointermove", e => {
            if (!(e.buttons & 1)) return;
            const box = svg.getBoundingClientRect();
            view[0] -= e.movementX * view[2] / box.width; view[1] -= e.movementY * view[3] / box.height; look();
          });
          figure.append(caption, svg); document.getElementById("maps").append(figure);
        }
        for (const word in data.colors) {
          const button = document.createElement("button"), mark = document.createElement("i");
          mark.style.background = data.colors[word];
          button.append(mark, word); button.setAttribute("aria-pressed", false);
          button.onclick = () => {
            chosen = chosen === word ? null : word;
            for (const b of document.querySelectorAll("#words button")) b.setAttribute("aria-pressed", b.textContent === chosen);
            for (const [w, dot] of dots) dot.style.display = chosen === null || w === chosen ? "" : "none";
          };
          document.getElementById("words").append(button);
        }
        </script></body></html>

        """;
}
