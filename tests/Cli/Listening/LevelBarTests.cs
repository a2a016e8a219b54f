using EmbeddedSeq.Cli.Listening;

namespace EmbeddedSeq.Cli.Tests.Listening;

public sealed class LevelBarTests
{
    [Theory]
    [InlineData(-90, -90, "|.........")]
    [InlineData(-45, -90, "|####.....")]
    [InlineData(-45, -63, "###|#.....")]
    [InlineData(0, -90, "|#########")]
    [InlineData(0, 0, "#########|")]
    [InlineData(40, -300, "|#########")]
    public void The_bar_is_as_long_as_it_is_loud_and_marks_the_floor(float level, float floor, string bar) => Assert.Equal(bar, LevelBar.Draw(level, floor, 10, isUnicode: false));
}
