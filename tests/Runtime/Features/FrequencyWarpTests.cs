using EmbeddedSeq.Runtime.Features;

namespace EmbeddedSeq.Runtime.Tests.Features;

public sealed class FrequencyWarpTests
{
    [Theory]
    [InlineData(0.7)]
    [InlineData(0.9)]
    [InlineData(1)]
    [InlineData(1.15)]
    [InlineData(1.4)]
    public void Run_multiplies_low_frequencies_and_keeps_the_highest(double factor)
    {
        var warp = new FrequencyWarp(factor, 8000);
        Assert.Equal(0, warp.Run(0));
        Assert.Equal(2000 * factor, warp.Run(2000), 1e-9);
        Assert.Equal(8000, warp.Run(8000), 1e-9);
        double last = 0;
        for (int f = 10; f <= 8000; f += 10)
        {
            double moved = warp.Run(f);
            Assert.True(moved > last);
            Assert.Equal(f, warp.Inverse.Run(moved), 1e-6);
            last = moved;
        }
    }
}
