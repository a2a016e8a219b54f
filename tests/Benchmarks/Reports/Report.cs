using System.Globalization;
using System.Text;

namespace EmbeddedSeq.Benchmarks.Reports;

/// <summary>A markdown file of tables that says where its numbers come from. Every line also goes to the console.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();
    private readonly BenchmarkSettings _settings;

    /// <param name="settings">The command and the folder.</param>
    /// <param name="title">Heading.</param>
    /// <param name="versions">Versions of what is compared with.</param>
    public Report(BenchmarkSettings settings, string title, params string[] versions)
    {
        _settings = settings;
        Line($"# {title}");
        Line();
        Line($"- Machine: {Machine.Description}");
        if (versions.Length > 0) Line($"- Against: {string.Join("; ", versions)}");
        Line($"- Date: {DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        Line($"- Command: `{settings.CommandLine}`");
        Line();
    }

    /// <summary>A line of text, by default an empty one.</summary>
    public void Line(string line = "")
    {
        Console.WriteLine(line);
        _text.Append(line).Append('\n');
    }

    /// <summary>A table; the first column is text, the others are numbers.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line("| " + string.Join(" | ", header) + " |");
        Line("|" + string.Concat(header.Select((_, i) => i == 0 ? "---|" : "---:|")));
        foreach (IReadOnlyList<string> row in rows) Line("| " + string.Join(" | ", row) + " |");
        Line();
    }

    /// <summary>Writes the file.</summary>
    public void Save(string name)
    {
        Directory.CreateDirectory(_settings.Folder);
        string path = Path.Combine(_settings.Folder, name);
        File.WriteAllText(path, _text.ToString().TrimEnd() + "\n");
        Console.WriteLine($"written: {path}");
    }
}
