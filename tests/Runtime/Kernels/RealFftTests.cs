using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Tests.Kernels;

public sealed class RealFftTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(2048)]
    public void Transform_equals_the_definition(int length)
    {
        var random = new Random(length);
        float[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
        var fft = new RealFft(length);
        float[] re = new float[fft.Bins], im = new float[fft.Bins], work = new float[fft.WorkLength];
        work.AsSpan().Fill(float.NaN);

        fft.Transform(x, work, re, im);

        double tolerance = 2e-7 * Math.Sqrt(length) * 4;
        for (int k = 0; k < fft.Bins; k++)
        {
            double expectedRe = 0, expectedIm = 0;
            for (int t = 0; t < length; t++)
            {
                (double sin, double cos) = Math.SinCos(-2 * Math.PI * ((long)k * t % length) / length);
                expectedRe += x[t] * cos;
                expectedIm += x[t] * sin;
            }
            Assert.InRange(re[k], expectedRe - tolerance, expectedRe + tolerance);
            Assert.InRange(im[k], expectedIm - tolerance, expectedIm + tolerance);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(400)]
    [InlineData(-8)]
    public void Lengths_other_than_powers_of_two_are_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealFft(length));

    [Fact]
    public void Spans_of_wrong_length_are_refused()
    {
        var fft = new RealFft(8);
        Assert.Throws<ArgumentException>(() => fft.Transform(new float[7], new float[16], new float[5], new float[5]));
        Assert.Throws<ArgumentException>(() => fft.Transform(new float[8], new float[15], new float[5], new float[5]));
        Assert.Throws<ArgumentException>(() => fft.Transform(new float[8], new float[16], new float[4], new float[5]));
    }
}
