using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Metrics;
using EmbeddedSeq.Trainer.Tests.Data;

namespace EmbeddedSeq.Trainer.Tests.Metrics;

public sealed class MetricsCsvTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string CsvPath => Path.Combine(_folder.Path, "metrics.csv");

    public void Dispose() => _folder.Dispose();

    internal static TrainingMetrics Row(long update) => new()
    {
        Update = update,
        Epoch = update / 100.0,
        Loss = 3.0 / update,
        DevLoss = update % 200 == 0 ? 1.0 / 3 : null,
        DevCer = update % 200 == 0 ? 0.25 : null,
        DevWer = update % 200 == 0 ? 0.5 : null,
        LearningRate = 1e-3,
        AudioHours = update * 0.1,
        Seconds = update * 1.5,
    };

    private static MetricsCsv Fill(string path)
    {
        var csv = new MetricsCsv(path, 0);
        for (long update = 100; update <= 500; update += 100) csv.Append(Row(update));
        return csv;
    }

    [Fact]
    public void Rows_come_back_as_they_were()
    {
        Fill(CsvPath);
        Assert.Equal([Row(100), Row(200), Row(300), Row(400), Row(500)], new MetricsCsv(CsvPath, 500).Rows);
        Assert.Equal("100,1,0.03,,,,0.001,10,150", File.ReadAllLines(CsvPath)[1]);
    }

    [Fact]
    public void Resuming_drops_later_rows_also_from_the_file()
    {
        Fill(CsvPath);
        var csv = new MetricsCsv(CsvPath, 320);
        Assert.Equal([100, 200, 300], csv.Rows.Select(r => r.Update));
        csv.Append(Row(400));
        csv.Append(Row(500));
        byte[] resumed = File.ReadAllBytes(CsvPath);
        File.Delete(CsvPath);
        Fill(CsvPath);
        Assert.Equal(File.ReadAllBytes(CsvPath), resumed);
    }

    [Fact]
    public void A_kill_at_any_byte_leaves_the_whole_rows()
    {
        Fill(CsvPath);
        byte[] whole = File.ReadAllBytes(CsvPath);
        // The header is written atomically with the file itself; rows are appended.
        for (int length = Array.IndexOf(whole, (byte)'\n') + 1; length <= whole.Length; length++)
        {
            File.WriteAllBytes(CsvPath, whole[..length]);
            Assert.Equal(whole[..length].Count(b => b == '\n') - 1, new MetricsCsv(CsvPath, 500).Rows.Count);
        }
    }

    [Theory]
    [InlineData("my shopping list")]
    [InlineData("my shopping list\n1,2\n")]
    [InlineData(TrainingMetrics.Header + "\n1,2\n")]
    [InlineData(TrainingMetrics.Header + "\n1,2,x,,,,1,1,1\n")]
    [InlineData(TrainingMetrics.Header + "\n1.5,2,3,,,,1,1,1\n")]
    [InlineData(TrainingMetrics.Header + "\n1,2,,,,,1,1,1\n")]
    public void A_file_of_something_else_is_left_alone(string text)
    {
        File.WriteAllText(CsvPath, text);
        Assert.Equal(CsvPath, Assert.Throws<DataFormatException>(() => new MetricsCsv(CsvPath, 0)).FileName);
        Assert.Equal(text, File.ReadAllText(CsvPath));
    }

    [Fact]
    public void Append_a_row_of_the_past_is_an_error()
    {
        MetricsCsv csv = Fill(CsvPath);
        Assert.Throws<ArgumentException>(() => csv.Append(Row(500)));
    }
}
