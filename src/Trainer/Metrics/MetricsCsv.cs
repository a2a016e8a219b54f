using System.Text;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>
/// The metrics of a training as a CSV file that grows by a row at a time. A row is there as a whole or not at all: a kill can leave
/// half a line at the end of the file, and opening the file drops it.
/// </summary>
internal sealed class MetricsCsv
{
    private readonly string _path;
    private readonly List<TrainingMetrics> _rows = [];

    /// <summary>Opens the metrics of a training that goes on after <paramref name="update"/> updates, 0 for a new one. Later rows are dropped: they will come again.</summary>
    /// <exception cref="DataFormatException">The file holds something else than metrics; it is left as it is.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public MetricsCsv(string path, long update)
    {
        _path = path;
        if (File.Exists(path)) _rows.AddRange(ReadWhole(path).Where(r => r.Update <= update));
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(_rows.Select(r => r.ToLine()).Prepend(TrainingMetrics.Header).Select(l => l + "\n")))));
    }

    /// <summary>All rows, oldest first.</summary>
    public IReadOnlyList<TrainingMetrics> Rows => _rows;

    /// <summary>Adds a row.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(TrainingMetrics row)
    {
        if (_rows.Count > 0 && row.Update <= _rows[^1].Update) throw new ArgumentException($"Row of update {row.Update} after that of {_rows[^1].Update}.", nameof(row));
        File.AppendAllText(_path, row.ToLine() + "\n");
        _rows.Add(row);
    }

    private static TrainingMetrics[] ReadWhole(string path)
    {
        string text = File.ReadAllText(path);
        string[] lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n')[..^1];
        if (text.Length == 0) return [];
        if (lines.Length == 0 || lines[0] != TrainingMetrics.Header) throw new DataFormatException(path, 1, $"\"{TrainingMetrics.Header}\"", "something else");
        return [.. lines.Skip(1).Select((line, i) => TrainingMetrics.Parse(line, path, i + 2))];
    }
}
