using EmbeddedSeq.Trainer.Loss;

namespace EmbeddedSeq.Trainer.Tests.Loss;

public sealed class ContrastiveLossTests
{
    [Fact]
    public void Two_pairs_at_right_angles_have_the_loss_of_the_formula()
    {
        float[] z = [1, 0, 1, 0, 0, 1, 0, 1];
        double expected = -Math.Log(Math.Exp(1 / 0.5) / (Math.Exp(1 / 0.5) + 2));
        Assert.Equal(expected, ContrastiveLoss.Run(z, [0, 0, 1, 1], 0.5f, 1, new float[8]), 1e-6);
        Assert.Equal(3 * expected, ContrastiveLoss.Run(z, [0, 0, 1, 1], 0.5f, 3, new float[8]), 1e-5);
    }

    [Fact]
    public void The_gradient_equals_differences_of_the_loss()
    {
        int[] labels = [3, 1, 3, 1, 1, 7]; // The last is alone: it only repels.
        var random = new Random(1);
        float[] z = [.. Enumerable.Range(0, 6 * 19).Select(_ => random.NextSingle() - 0.5f)], gradient = new float[z.Length];
        double Loss() => ContrastiveLoss.Run(z, labels, 0.4f, 2, new float[z.Length]);
        gradient[5] = 100; // It is added to what is there.
        ContrastiveLoss.Run(z, labels, 0.4f, 2, gradient);
        gradient[5] -= 100;
        for (int i = 0; i < z.Length; i++)
        {
            float saved = z[i];
            z[i] = saved + 0.01f;
            double above = Loss();
            z[i] = saved - 0.01f;
            double below = Loss();
            z[i] = saved;
            Assert.Equal((above - below) / 0.02, gradient[i], 1e-3);
        }
    }

    [Fact]
    public void Without_a_pair_there_is_nothing_to_learn()
    {
        float[] gradient = new float[4];
        Assert.Equal(0, ContrastiveLoss.Run([1, 0, 0, 1], [1, 2], 0.1f, 1, gradient));
        Assert.All(gradient, g => Assert.Equal(0, g));
    }
}
