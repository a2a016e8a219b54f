using EmbeddedSeq.Cli.Serving;

namespace EmbeddedSeq.Cli.Tests.Serving;

public sealed class AudioAllowanceTests
{
    [Fact]
    public void A_microphone_is_never_short_of_it()
    {
        var allowance = new AudioAllowance(16000, TimeSpan.FromSeconds(10), TimeSpan.Zero);
        Assert.All(Enumerable.Range(1, 1000), i => Assert.Equal(320, allowance.Take(320, TimeSpan.FromSeconds(0.02 * i))));
    }

    [Fact]
    public void A_burst_is_taken_and_then_twice_the_pace_of_time()
    {
        var allowance = new AudioAllowance(1000, TimeSpan.FromSeconds(10), TimeSpan.Zero);
        Assert.Equal(10_000, allowance.Take(50_000, TimeSpan.Zero));
        Assert.Equal(0, allowance.Take(1, TimeSpan.Zero));
        Assert.Equal(2000, allowance.Take(50_000, TimeSpan.FromSeconds(1)));
        Assert.Equal(10_000, allowance.Take(50_000, TimeSpan.FromHours(1))); // It does not save up more than a burst.
    }
}
