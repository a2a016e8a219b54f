using System.Xml.Linq;
using EmbeddedSeq.Trainer.Metrics;
using EmbeddedSeq.Trainer.Pictures;
using EmbeddedSeq.Trainer.Tests.Metrics;

namespace EmbeddedSeq.Trainer.Tests.Pictures;

public sealed class CurvePictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static TrainingMetrics[] Rows(int count) => [.. Enumerable.Range(1, count).Select(i => MetricsCsvTests.Row(i * 100))];

    [Fact]
    public void Draw_has_a_curve_for_each_value_within_the_picture()
    {
        XElement root = XDocument.Parse(CurvePicture.Draw("english <1> & more", Rows(20)).ToString()).Root!;
        Assert.Equal("english <1> & more", root.Element(Svg + "title")!.Value);
        string[] paths = [.. root.Elements(Svg + "path").Select(p => (string)p.Attribute("d")!)];
        Assert.Equal(4, paths.Length);
        Assert.Equal([20, 10, 10, 10], paths.Select(p => p.Count(c => c is 'M' or 'L')).OrderDescending());
        foreach (string point in paths.SelectMany(p => p.Split('M', 'L')).Where(p => p.Length > 0))
        {
            double[] xy = [.. point.Split(' ').Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.InRange(xy[0], 64, 690);
            Assert.InRange(xy[1], 54, (double)root.Attribute("height")!);
        }
        string[] texts = [.. root.Elements(Svg + "text").Select(t => t.Value)];
        Assert.All(new[] { "loss", "epoch", "error rate on dev, %", "training", "dev", "CER", "WER" }, t => Assert.Contains(t, texts));
    }

    [Fact]
    public void Draw_takes_no_rows_one_row_and_values_that_are_not_finite()
    {
        TrainingMetrics[] broken = [Rows(1)[0] with { Loss = double.NaN }, Rows(2)[1] with { Loss = double.PositiveInfinity, DevCer = double.NaN }];
        foreach (TrainingMetrics[] rows in new[] { [], Rows(1), broken })
        {
            string svg = CurvePicture.Draw("x", rows).ToString();
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
            Assert.NotNull(XDocument.Parse(svg).Root);
        }
    }

    [Theory]
    [InlineData(1, 5, 0.2, 5)]
    [InlineData(0.93, 5, 0.2, 5)]
    [InlineData(37, 8, 5, 8)]
    [InlineData(100, 5, 20, 5)]
    [InlineData(0, 5, 0.2, 5)]
    [InlineData(double.NaN, 5, 0.2, 5)]
    public void Axis_ends_at_a_round_number(double largest, int ticks, double step, int count)
    {
        var axis = new CurveAxis(largest, ticks);
        Assert.Equal((step, count), (Math.Round(axis.Step, 9), axis.Count));
        Assert.True(double.IsNaN(largest) || axis.End >= largest);
    }
}
