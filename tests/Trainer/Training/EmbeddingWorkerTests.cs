using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Network;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Tests.Training;

public sealed unsafe class EmbeddingWorkerTests
{
    private static readonly ModelSpec Spec = new EmbeddingRecipe
    {
        Task = EmbeddingRecipe.TaskName,
        Name = "test",
        Features = new FeatureSpec { Bands = 2, Stack = 2, Skip = 1 },
        EncoderUnits = [5, 4],
        Dimension = 3,
        DecoderUnits = [4],
        Train = [],
    }.ToModelSpec();

    [Theory]
    [InlineData(0)]
    [InlineData(0.25f)]
    public void Gradients_of_encoder_and_decoder_equal_differences_of_the_loss(float dropout)
    {
        var layout = new ParameterLayout(Spec);
        var weights = new AlignedBuffer(layout.Length);
        var random = new Random(1);
        // Large enough for vectors that are not near zero, where their directions would turn fast.
        for (int i = 0; i < layout.Length; i++) weights.Pointer[i] = random.NextSingle() * 1.6f - 0.8f;
        var worker = new EmbeddingWorker(Spec, layout, weights, dropout, frozen: 0);
        // The words are not in order of their lengths, and each is to become another one.
        WordExample[] words = [Word(random, 3, 2), Word(random, 6, 6), Word(random, 1, 1), Word(random, 4, 3)], targets = [words[1], words[0], words[3], words[2]];
        float[] pull = [.. Enumerable.Range(0, words.Length * 3).Select(_ => random.NextSingle() - 0.5f)];
        double Loss()
        {
            Span<float> z = worker.Encode(words, dropoutSeed: 9);
            double loss = 0;
            for (int i = 0; i < pull.Length; i++) loss += (double)z[i] * pull[i];
            return loss + worker.Learn([.. pull], targets, 0.3f, dropoutSeed: 10);
        }

        double At(long place, float step)
        {
            float saved = weights.Pointer[place];
            weights.Pointer[place] = saved + step;
            double loss = Loss();
            weights.Pointer[place] = saved;
            return loss;
        }

        Loss();
        float[] gradient = worker.Gradients.Span(0, (int)layout.Length).ToArray();
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            for (int i = 0; i < slot.Length; i++)
            {
                // Differences over two distances, whose errors of third order cancel.
                double F(float step) => At(slot.Offset + i, step);
                double expected = (8 * (F(0.003f) - F(-0.003f)) - (F(0.006f) - F(-0.006f))) / 0.036, found = gradient[slot.Offset + i];
                Assert.True(Math.Abs(expected - found) < 2e-3 + 5e-3 * Math.Abs(expected), $"{slot.Name}[{i}]: difference {expected}, gradient {found}");
            }
        }
    }

    [Fact]
    public void Vectors_do_not_depend_on_the_company_in_a_batch()
    {
        var layout = new ParameterLayout(Spec);
        var weights = new AlignedBuffer(layout.Length);
        WeightInitializer.Fill(layout, weights, seed: 3);
        var worker = new EmbeddingWorker(Spec, layout, weights, dropout: 0, frozen: 0);
        var random = new Random(2);
        WordExample[] words = [Word(random, 2, 2), Word(random, 5, 5), Word(random, 3, 3)];
        float[] together = worker.Encode(words, null).ToArray();
        for (int n = 0; n < 3; n++)
        {
            float[] alone = worker.Encode([words[n]], null).ToArray();
            Assert.Equal(1, alone.Sum(x => (double)x * x), 1e-5);
            for (int d = 0; d < 3; d++) Assert.Equal(alone[d], together[3 * n + d], 1e-5);
        }
    }

    private static WordExample Word(Random random, int steps, int targetSteps)
    {
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
        return new WordExample(new Example(Numbers(steps * 4), steps, []), Numbers(targetSteps * 2), targetSteps);
    }
}
