using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

public sealed class DynamicTimeWarpingTests
{
    [Fact]
    public void Distance_equals_the_textbook_recursion_for_all_shapes_and_bands()
    {
        var random = new Random(1);
        foreach (double band in new[] { 0, 0.1, 0.3, 1 })
        {
            var warping = new DynamicTimeWarping(band);
            for (int i = 0; i < 60; i++)
            {
                int size = random.Next(1, 45);
                float[] a = Frames(random, random.Next(1, 80), size), b = Frames(random, random.Next(1, 80), size);
                Assert.Equal(Reference(a, b, size, band), warping.Distance(new(a, size), new(b, size)), 1e-5);
            }
        }
    }

    [Fact]
    public void Distance_does_not_depend_on_the_order_of_the_two()
    {
        var random = new Random(2);
        var warping = new DynamicTimeWarping(0.1);
        for (int i = 0; i < 20; i++)
        {
            WarpSequence a = new(Frames(random, random.Next(1, 50), 39), 39), b = new(Frames(random, random.Next(1, 50), 39), 39);
            Assert.Equal(warping.Distance(a, b), warping.Distance(b, a));
        }
    }

    [Fact]
    public void A_sequence_spoken_at_half_speed_is_near_and_another_is_far()
    {
        var random = new Random(3);
        float[] frames = Frames(random, 20, 13);
        float[] slow = [.. Enumerable.Range(0, 40).SelectMany(t => frames.AsSpan(t / 2 * 13, 13).ToArray())];
        var warping = new DynamicTimeWarping();
        Assert.Equal(0, warping.Distance(new(frames, 13), new(slow, 13)), 1e-5);
        Assert.True(warping.Distance(new(frames, 13), new(Frames(random, 30, 13), 13)) > 0.3);
    }

    [Fact]
    public void Comparisons_allocate_nothing()
    {
        var random = new Random(4);
        WarpSequence a = new(Frames(random, 70, 39), 39), b = new(Frames(random, 50, 39), 39);
        var warping = new DynamicTimeWarping();
        float first = warping.Distance(a, b);
        float second = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => second = warping.Distance(a, b)));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Silence_has_distance_1_to_everything()
    {
        Assert.Equal(1, new DynamicTimeWarping().Distance(new(new float[10], 2), new([1, 2, 3, 4], 2)), 1e-6);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DynamicTimeWarping(1.5));
        Assert.Throws<ArgumentException>(() => new WarpSequence([], 3));
        Assert.Throws<ArgumentException>(() => new WarpSequence([1, 2, 3, 4], 3));
        Assert.Throws<ArgumentException>(() => new DynamicTimeWarping().Distance(new([1, 2], 2), new([1, 2, 3], 3)));
    }

    private static float[] Frames(Random random, int count, int size) => [.. Enumerable.Range(0, count * size).Select(_ => random.NextSingle() * 2 - 1)];

    // The scalar reference: the whole table, in double.
    private static double Reference(float[] a, float[] b, int size, double band)
    {
        if (a.Length < b.Length) (a, b) = (b, a);
        int rows = a.Length / size, columns = b.Length / size, reach = Math.Max(1, (int)Math.Ceiling(band * rows));
        double slope = rows == 1 ? 0 : (columns - 1) / (double)(rows - 1);
        double[,] table = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double dot = 0, na = 0, nb = 0;
                for (int d = 0; d < size; d++)
                {
                    (double x, double y) = (a[i * size + d], b[j * size + d]);
                    dot += x * y;
                    na += x * x;
                    nb += y * y;
                }
                double cost = 1 - dot / Math.Sqrt(na * nb);
                double best = i == 0 && j == 0 ? 2 * cost : double.PositiveInfinity;
                if (i > 0) best = Math.Min(best, table[i - 1, j] + cost);
                if (j > 0) best = Math.Min(best, table[i, j - 1] + cost);
                if (i > 0 && j > 0) best = Math.Min(best, table[i - 1, j - 1] + 2 * cost);
                table[i, j] = Math.Abs(j - (int)Math.Round(i * slope)) <= reach ? best : double.PositiveInfinity;
            }
        }
        return table[rows - 1, columns - 1] / (rows + columns);
    }
}
