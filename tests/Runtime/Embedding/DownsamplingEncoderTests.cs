using EmbeddedSeq.Runtime.Embedding;

namespace EmbeddedSeq.Runtime.Tests.Embedding;

public sealed class DownsamplingEncoderTests
{
    [Fact]
    public void Frames_are_taken_at_equal_distances_between_the_first_and_the_last()
    {
        float[] vector = new float[3], expected = [1, 3.5f, 6];
        new DownsamplingEncoder(1, 3).Encode([1, 2, 3, 4, 5, 6], vector);
        double norm = Math.Sqrt(expected.Sum(x => x * x));
        for (int i = 0; i < 3; i++) Assert.Equal(expected[i] / norm, vector[i], 1e-6);
    }

    [Fact]
    public void One_frame_fills_the_whole_vector()
    {
        float[] vector = new float[4];
        new DownsamplingEncoder(2, 2).Encode([3, 4], vector);
        Assert.Equal([3 / MathF.Sqrt(50), 4 / MathF.Sqrt(50), 3 / MathF.Sqrt(50), 4 / MathF.Sqrt(50)], vector, (a, b) => MathF.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var encoder = new DownsamplingEncoder(2);
        Assert.Equal(20, encoder.Dimension);
        Assert.Throws<ArgumentException>(() => encoder.Encode([], new float[20]));
        Assert.Throws<ArgumentException>(() => encoder.Encode([1, 2, 3], new float[20]));
        Assert.Throws<ArgumentException>(() => encoder.Encode([1, 2], new float[19]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DownsamplingEncoder(0));
    }
}
