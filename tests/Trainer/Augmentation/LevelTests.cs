using EmbeddedSeq.Trainer.Augmentation;

namespace EmbeddedSeq.Trainer.Tests.Augmentation;

public sealed class LevelTests
{
    [Fact]
    public void Every_length_gives_what_the_plain_loop_gives()
    {
        for (int length = 0; length < 40; length++)
        {
            float[] x = Signals.Noise(length, 1), y = Signals.Noise(length, 2), added = [.. x], scaled = [.. x], clamped = [.. x.Select(v => v * 5)];
            Level.Add(added, y, 0.3f);
            Level.Scale(scaled, 0.7f);
            Level.Clamp(clamped);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(x[i] + y[i] * 0.3f, added[i], 1e-6f);
                Assert.Equal(x[i] * 0.7f, scaled[i], 1e-6f);
                Assert.Equal(Math.Clamp(x[i] * 5, -1, 1), clamped[i]);
            }
            Assert.Equal(length == 0 ? 0 : Signals.Power(x), Level.Power(x), 1e-9);
        }
    }
}
