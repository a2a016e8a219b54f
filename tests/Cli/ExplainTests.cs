using System.Xml.Linq;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>eseq explain: tables on the standard output, pictures that are well-formed.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Gradients_are_a_table_and_a_picture()
    {
        string svg = _bench.File("gradients.svg");
        Outcome outcome = await Eseq.Run("explain", "gradients", "-o", svg);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(@"^ +1\.01 +20751\.\d+ +2\.05E\+7 +-2\.05E\+5 +0\.86 ", outcome.Lines.Single(l => l.StartsWith("    1.01 ", StringComparison.Ordinal)));
        Assert.Contains(outcome.Lines, l => l.StartsWith("       1 ", StringComparison.Ordinal) && l.Contains(" 999 ", StringComparison.Ordinal));
        // Of the network's numbers that float32 cannot hold the table says so; the exact ones stand at the end of each line.
        Assert.Matches(@" 5\.61E-45\* +1\.04E-43\* .* 1\.94E-46 +2\.16E-43$", outcome.Lines.Single(l => l.StartsWith("     0.9 ", StringComparison.Ordinal)));
        Assert.Matches(@"^ +0\.01 +0\* +0\* .* 1\.00E-1998 +9\.99E-1994$", outcome.Lines.Single(l => l.StartsWith("    0.01 ", StringComparison.Ordinal)));
        Assert.Matches(@"^ +1 +1 +999 .* 1 +999$", outcome.Lines.Single(l => l.StartsWith("       1 ", StringComparison.Ordinal)));
        Assert.Contains(outcome.Lines, l => l.StartsWith("* too small for float32", StringComparison.Ordinal));
        Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);
        foreach (string curve in new[] { "no clipping", "value clipped at 15", "norm clipped at 1" }) Assert.Contains(curve, File.ReadAllText(svg), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_surface_is_a_map()
    {
        string svg = _bench.File("surface.svg");
        Outcome outcome = await Eseq.Run("explain", "error-surface", "--size", "12", "-o", svg);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("trained: recurrent weight ", outcome.Lines[0], StringComparison.Ordinal);
        Assert.True(XDocument.Load(svg).Descendants().Count(e => e.Name.LocalName == "rect") > 12 * 12);
    }

    [Fact]
    public async Task Grids_out_of_range_are_refused()
    {
        Outcome outcome = await Eseq.Run("explain", "error-surface", "--size", "1");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("eseq: --size must be a number from 2 to 400. See eseq explain error-surface --help\n", outcome.Error);
    }
}
