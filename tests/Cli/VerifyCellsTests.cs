using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Cli.Tests;

public sealed class VerifyCellsTests
{
    [Fact]
    public async Task One_table_has_every_cell_and_no_gap()
    {
        Outcome outcome = await Eseq.Run("verify", "--all-cells");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["cell", "allowed", .. RecurrentCells.Names], outcome.Lines.Select(l => l.Split(' ')[0]));
        Assert.All(outcome.Lines[2..], l => Assert.Matches(@"^\S+ +\d\.\de-\d\d +\d\.\de-\d\d +equal +\d\.\de-\d\d  ok$", l));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("verify", "a.eseq", "--all-cells")]
    public async Task It_is_either_a_model_or_all_cells(params string[] command)
    {
        Outcome outcome = await Eseq.Run(command);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Name either a model or --all-cells.", outcome.Error, StringComparison.Ordinal);
    }
}
