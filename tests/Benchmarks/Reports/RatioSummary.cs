using EmbeddedSeq.Benchmarks.Engines;
using EmbeddedSeq.Benchmarks.Measurement;

namespace EmbeddedSeq.Benchmarks.Reports;

/// <summary>The ratios of all kinds of work in one table: a row for each precision, a column for each shape.</summary>
internal sealed class RatioSummary
{
    private readonly List<(string Row, string Cell)> _cells = [];

    public void Add(string work, string shape, IReadOnlyList<Series> all, Series onnx, Series onnxInt8)
    {
        foreach ((string name, _) in EngineSet.Precisions)
        {
            Series own = all.Single(s => s.Name == name);
            _cells.Add(($"{work}: {name} against f32", Cells.Spread(own.SpeedAgainst(onnx))));
            if (name == "int8") _cells.Add(($"{work}: int8 against int8", Cells.Spread(own.SpeedAgainst(onnxInt8))));
        }
    }

    /// <summary>Rows in the order in which they came, their cells in the order of the shapes.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows() => _cells.GroupBy(c => c.Row).Select(g => (IReadOnlyList<string>)[g.Key, .. g.Select(c => c.Cell)]);
}
