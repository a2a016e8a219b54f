using System.Globalization;
using System.Net;
using System.Text;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Hits as one page that needs nothing else: times, spectrograms, playable sound.</summary>
internal static class HtmlReport
{
    private const string Style = """
        body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #222; background: #fff; }
        article { border-top: 1px solid #ccc; padding: .8em 0; display: grid; grid-template-columns: 18em 1fr; gap: 1em; align-items: center; }
        canvas { width: 100%; height: 96px; background: #111; display: block; } audio { width: 100%; }
        .time { font-variant-numeric: tabular-nums; } .file { color: #666; word-break: break-all; } meter { width: 6em; }
        """;

    // 32 ms Hann windows every 8 ms, 0 to 8 kHz, 70 dB; the hit lies between the two lines.
    private const string Script = """
        for (const article of document.querySelectorAll('article[data-from]')) {
          const bytes = Uint8Array.from(atob(article.querySelector('audio').src.split(',')[1]), c => c.charCodeAt(0));
          const samples = new Int16Array(bytes.buffer, 44), size = 512, hop = 128, bins = size / 2;
          const columns = Math.max(1, Math.floor((samples.length - size) / hop) + 1);
          const canvas = article.querySelector('canvas'), pen = canvas.getContext('2d');
          canvas.width = columns; canvas.height = bins;
          const picture = pen.createImageData(columns, bins), level = new Float32Array(columns * bins);
          const cos = new Float32Array(size), sin = new Float32Array(size), hann = new Float32Array(size);
          for (let i = 0; i < size; i++) { cos[i] = Math.cos(2 * Math.PI * i / size); sin[i] = Math.sin(2 * Math.PI * i / size); hann[i] = .5 - .5 * cos[i]; }
          const re = new Float32Array(size), im = new Float32Array(size);
          let top = -Infinity;
          for (let x = 0; x < columns; x++) {
            for (let i = 0; i < size; i++) {
              let j = 0; for (let b = 1, r = size >> 1; b < size; b <<= 1, r >>= 1) if (i & b) j |= r;
              re[j] = (samples[x * hop + i] || 0) / 32768 * hann[i]; im[j] = 0;
            }
            for (let half = 1; half < size; half <<= 1) for (let at = 0; at < size; at += 2 * half) for (let k = 0; k < half; k++) {
              const w = k * size / (2 * half), a = at + k, b = a + half;
              const xr = re[b] * cos[w] + im[b] * sin[w], xi = im[b] * cos[w] - re[b] * sin[w];
              re[b] = re[a] - xr; im[b] = im[a] - xi; re[a] += xr; im[a] += xi;
            }
            for (let y = 0; y < bins; y++) { const l = 10 * Math.log10(re[y] * re[y] + im[y] * im[y] + 1e-12); level[y * columns + x] = l; top = Math.max(top, l); }
          }
          for (let y = 0; y < bins; y++) for (let x = 0; x < columns; x++) {
            const v = Math.max(0, 1 + (level[y * columns + x] - top) / 70), p = 4 * ((bins - 1 - y) * columns + x);
            picture.data.set([255 * Math.min(1, 1.6 * v), 255 * v * v, 120 * (1 - v) * v * 4 + 40 * v, 255], p);
          }
          pen.putImageData(picture, 0, 0);
          pen.fillStyle = '#4cf';
          for (const time of [article.dataset.from, article.dataset.to]) pen.fillRect(Math.round(time * 16000 / hop), 0, 1, bins);
        }
        """;

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="query">What was searched for.</param>
    /// <param name="hits">What was found.</param>
    /// <returns>Hits whose recording could not be read, with the reason; they have no sound in the page.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string path, string query, IReadOnlyList<SearchHit> hits)
    {
        var problems = new List<string>();
        var page = new StringBuilder();
        string title = WebUtility.HtmlEncode($"{query}: {hits.Count} places");
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>\n{Style}\n</style></head><body>\n<h1>{title}</h1>\n");
        foreach (SearchHit hit in hits) Append(page, hit, problems);
        page.Append(CultureInfo.InvariantCulture, $"<script>\n{Script}\n</script></body></html>\n");
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, page.ToString());
        File.Move(temporary, path, overwrite: true);
        return problems;
    }

    private static void Append(StringBuilder page, SearchHit hit, List<string> problems)
    {
        HitAudio? audio = Read(hit, problems);
        string range = audio is null ? "" : string.Create(CultureInfo.InvariantCulture, $" data-from=\"{audio.Lead.TotalSeconds:F3}\" data-to=\"{(audio.Lead + hit.End - hit.Start).TotalSeconds:F3}\"");
        page.Append(CultureInfo.InvariantCulture, $"<article{range}><div><div class=\"time\">{HitReport.Clock(hit.Start)} – {HitReport.Clock(hit.End)}</div>");
        page.Append(CultureInfo.InvariantCulture, $"<div><meter value=\"{hit.Confidence:F3}\"></meter> {100 * hit.Confidence:F1} %, score {hit.Score:F2}</div><div class=\"file\">{WebUtility.HtmlEncode(HitReport.NameOf(hit.Stretch))}</div></div>");
        page.Append(audio is null ? "<div>The recording could not be read.</div>" : $"<div><canvas></canvas><audio controls preload=\"none\" src=\"data:audio/wav;base64,{Convert.ToBase64String(Wav(audio))}\"></audio></div>");
        page.Append("</article>\n");
    }

    private static HitAudio? Read(SearchHit hit, List<string> problems)
    {
        try
        {
            return HitAudio.Read(hit);
        }
        catch (Exception e) when (e is IOException or AudioFormatException or UnauthorizedAccessException)
        {
            problems.Add(ErrorMessage.OneLine(e.Message));
            return null;
        }
    }

    private static byte[] Wav(HitAudio audio)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wav");
        try
        {
            AudioFile.WriteMono(file, audio.Samples, audio.SampleRate);
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
