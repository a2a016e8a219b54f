using EmbeddedSeq.Runtime.Features;

namespace EmbeddedSeq.Runtime.Tests.Features;

public class QuietDetectorTests
{
    [Fact]
    public void Tells_after_each_period_of_quiet_and_begins_again_behind_a_sound()
    {
        var quiet = new QuietDetector(period: 4);
        var told = new List<int>();
        for (int i = 0; i < 20; i++)
        {
            float level = i == 10 ? 1f : -2f + 0.1f * (i % 3); // A sound in the eleventh step, background noise elsewhere.
            if (quiet.Push([level, level])) told.Add(i);
        }
        Assert.Equal([3, 7, 14, 18], told);
    }

    [Fact]
    public void A_louder_background_becomes_quiet_in_time()
    {
        var quiet = new QuietDetector(period: 1);
        Assert.True(quiet.Push([-2]));
        Assert.False(quiet.Push([-1]));
        int steps = 0;
        while (!quiet.Push([-1])) steps++;
        Assert.InRange(steps, 200, 400); // Six to twelve seconds of 30 ms steps.
    }

    [Fact]
    public void Reset_forgets_the_quietest_level()
    {
        var quiet = new QuietDetector(period: 1);
        quiet.Push([-2]);
        quiet.Reset();
        Assert.True(quiet.Push([1]));
    }
}
