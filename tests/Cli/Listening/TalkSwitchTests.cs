using EmbeddedSeq.Cli.Listening;

namespace EmbeddedSeq.Cli.Tests.Listening;

public class TalkSwitchTests
{
    private TimeSpan _now;

    [Fact]
    public void A_press_switches_on_another_off_and_the_last_syllable_is_heard()
    {
        TalkSwitch space = Switch(isOn: false);
        Assert.False(HearsAt(space, 5));
        Press(space, 10);
        Assert.True(HearsAt(space, 10));
        Assert.True(HearsAt(space, 60));
        Press(space, 61);
        Assert.True(HearsAt(space, 61.2));
        Assert.False(HearsAt(space, 61.3));
        Press(space, 62);
        Assert.True(HearsAt(space, 70));
    }

    [Fact]
    public void What_begins_switched_on_is_switched_off_and_on_again()
    {
        TalkSwitch space = Switch(isOn: true);
        Assert.True(HearsAt(space, 5));
        Press(space, 6);
        Assert.False(HearsAt(space, 7));
        Press(space, 8);
        Assert.True(HearsAt(space, 9));
    }

    [Theory]
    [InlineData(0.25, 0.033)]
    [InlineData(0.66, 0.04)]
    [InlineData(1, 0.091)]
    public void Held_down_it_is_on_until_it_is_let_go(double delay, double repetition)
    {
        TalkSwitch space = Switch(isOn: false);
        Press(space, 1);
        double end = 1 + delay;
        for (; end < 5; end += repetition)
        {
            Assert.True(HearsAt(space, end));
            Press(space, end);
            Assert.True(HearsAt(space, end));
        }
        Assert.False(HearsAt(space, end + 0.3));
        Press(space, 6);
        Assert.True(HearsAt(space, 9));
    }

    [Fact]
    public void Two_presses_typed_ahead_are_one_too_many()
    {
        TalkSwitch space = Switch(isOn: false);
        Press(space, 1);
        Press(space, 1);
        Assert.False(HearsAt(space, 1.3));
    }

    private TalkSwitch Switch(bool isOn) => new(isOn, () => _now);

    private void Press(TalkSwitch space, double at)
    {
        _now = TimeSpan.FromSeconds(at);
        space.Press();
    }

    private bool HearsAt(TalkSwitch space, double at)
    {
        _now = TimeSpan.FromSeconds(at);
        return space.Hears;
    }
}
