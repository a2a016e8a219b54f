using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Trainer.Tests.Metrics;

public sealed class CalibrationTests
{
    [Fact]
    public void The_error_is_the_distance_of_confidence_and_rightness_by_bin()
    {
        var calibration = new Calibration();
        Assert.Equal(0, calibration.Error);
        foreach (bool isRight in new[] { true, true, true, false }) calibration.Add(0.75, isRight); // As it should be.
        Assert.Equal(0, calibration.Error, 1e-9);
        foreach (bool isRight in new[] { false, false, false, false }) calibration.Add(0.25, isRight); // A quarter too sure, for half of all.
        Assert.Equal((8, 0.125), (calibration.Count, Math.Round(calibration.Error, 9)));
        calibration.Add(1, true);
        Assert.Equal(1.0 / 9, calibration.Error, 1e-9);
    }

    [Theory]
    [InlineData("a b c", "a b c", "111")]
    [InlineData("a b c", "a x c", "101")]
    [InlineData("a b c", "x a b c y", "01110")]
    [InlineData("a b c", "c", "1")]
    [InlineData("", "a", "0")]
    [InlineData("a", "", "")]
    public void Words_that_were_said_are_told_from_others(string said, string heard, string matches)
    {
        bool[] found = EditDistance.Matches<string>(said.Split(' ', StringSplitOptions.RemoveEmptyEntries), heard.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(matches, string.Concat(found.Select(m => m ? '1' : '0')));
    }
}
