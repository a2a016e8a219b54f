using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Tests.Memory;

public sealed class ExclusiveUseTests
{
    [Fact]
    public void A_use_inside_another_throws_and_leaves_the_first_intact()
    {
        var gate = new ExclusiveUse("Tick");
        using (gate.Begin())
        {
            for (int i = 0; i < 2; i++)
            {
                var e = Assert.Throws<InvalidOperationException>(() => gate.Begin().Dispose());
                Assert.StartsWith("Tick ", e.Message, StringComparison.Ordinal);
            }
        }
        gate.Begin().Dispose();
        gate.Begin().Dispose();
    }
}
