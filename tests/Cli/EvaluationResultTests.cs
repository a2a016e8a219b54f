using EmbeddedSeq.Cli.Evaluation;

namespace EmbeddedSeq.Cli.Tests;

public sealed class EvaluationResultTests
{
    [Fact]
    public void Committed_text_that_is_taken_back_is_counted_apart_from_tentative_text()
    {
        var result = new EvaluationResult("x", null);
        result.Add([new Recognition("ab", "ab cd", TimeSpan.FromSeconds(1)) { ChangedCharacters = 5, BrokenCharacters = 2 }], TimeSpan.FromSeconds(0.5));
        Assert.Equal((2, 1.0, 0.5), (result.Broken, result.Changed, result.RealTimeFactor));
        var table = new StringWriter();
        EvaluationReport.WriteTable(table, [result]);
        Assert.Contains("1.000 (2)", table.ToString(), StringComparison.Ordinal);
        var json = new StringWriter();
        EvaluationReport.WriteJson(json, [result]);
        Assert.Contains("\"committed_taken_back\":2", json.ToString(), StringComparison.Ordinal);
    }
}
