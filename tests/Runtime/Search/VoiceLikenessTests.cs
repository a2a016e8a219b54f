using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

public sealed class VoiceLikenessTests
{
    private const int Dimension = 16;

    [Fact]
    public void A_sound_is_compared_with_the_mean_of_all_and_of_the_recordings_that_it_is_most_like()
    {
        var random = new Random(3);
        for (int count = 1; count <= 5; count++)
        {
            float[][] vectors = [.. Enumerable.Range(0, count * KeywordWindows.Count).Select(_ => Unit(random))];
            var likeness = new VoiceLikeness(new KeywordVoice { Model = "m", Vectors = vectors });
            for (int repeat = 0; repeat < 2; repeat++)
            {
                float[] sound = Unit(random);
                double[] cosines = new double[count];
                for (int window = 0; window < KeywordWindows.Count; window++)
                {
                    likeness.Add(sound);
                    for (int i = 0; i < count; i++) cosines[i] += Dot(sound, vectors[i * KeywordWindows.Count + window]);
                    Assert.Equal(Expected(cosines, vectors) / (window + 1), likeness.Value, 1e-5);
                }
                likeness.Reset();
            }
        }
    }

    [Fact]
    public void Of_two_ways_to_say_a_word_each_counts_more_than_in_the_mean()
    {
        float[] one = [1, .. new float[15]], other = [0, 1, .. new float[14]];
        var likeness = new VoiceLikeness(new KeywordVoice { Model = "m", Vectors = [one, one, one, one, other, other, other, other] });
        likeness.Add(other);
        Assert.Equal((1 + Math.Sqrt(0.5)) / 2, likeness.Value, 1e-6);
        likeness.Reset();
        likeness.Add([MathF.Sqrt(0.5f), MathF.Sqrt(0.5f), .. new float[14]]); // Between the two: like their mean.
        Assert.Equal(1, likeness.Value, 1e-6);
    }

    // Half of all recordings, half of the best set of the nearest, brute force.
    private static double Expected(double[] cosines, float[][] vectors)
    {
        int[] order = [.. Enumerable.Range(0, cosines.Length).OrderByDescending(i => cosines[i])];
        double[] found = [.. Enumerable.Range(1, order.Length).Select(k =>
        {
            int[] set = order[..k];
            double square = set.Sum(i => set.Sum(j => Enumerable.Range(0, KeywordWindows.Count).Average(w => Dot(vectors[i * KeywordWindows.Count + w], vectors[j * KeywordWindows.Count + w]))));
            return set.Sum(i => cosines[i]) / Math.Sqrt(Math.Max(square, 1e-6));
        })];
        return (found.Max() + found[^1]) / 2;
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    private static float[] Unit(Random random)
    {
        float[] vector = [.. Enumerable.Range(0, Dimension).Select(_ => (float)random.NextDouble() - 0.3f)];
        double length = Math.Sqrt(Dot(vector, vector));
        return [.. vector.Select(x => (float)(x / length))];
    }
}
