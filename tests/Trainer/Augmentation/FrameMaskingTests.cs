using EmbeddedSeq.Trainer.Augmentation;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Augmentation;

public sealed class FrameMaskingTests
{
    private static float[] Ones(int frames, int bands) => [.. Enumerable.Repeat(1f, frames * bands)];

    private static int MaskedFrames(float[] frames, int bands) => Enumerable.Range(0, frames.Length / bands).Count(t => frames.AsSpan(t * bands, bands).IndexOf(1f) < 0);

    private static int MaskedBands(float[] frames, int bands) => Enumerable.Range(0, bands).Count(b => Enumerable.Range(0, frames.Length / bands).All(t => frames[t * bands + b] == 0));

    [Fact]
    public void Apply_masks_whole_frames_up_to_the_fraction()
    {
        var masking = new FrameMasking { TimeMasks = 5, MaxFrames = 30, MaxTimeFraction = 0.15, BandMasks = 0 };
        int most = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            float[] frames = Ones(100, 8);
            masking.Apply(frames, 8, new SeededRandom(seed));
            int masked = MaskedFrames(frames, 8);
            Assert.InRange(masked, 0, 15);
            Assert.Equal(masked * 8, frames.Count(x => x == 0));
            most = Math.Max(most, masked);
        }
        Assert.Equal(15, most);
    }

    [Fact]
    public void Apply_masks_whole_bands_up_to_their_number()
    {
        var masking = new FrameMasking { TimeMasks = 0, BandMasks = 2, MaxBands = 5 };
        for (ulong seed = 0; seed < 300; seed++)
        {
            float[] frames = Ones(10, 20);
            masking.Apply(frames, 20, new SeededRandom(seed));
            int masked = MaskedBands(frames, 20);
            Assert.InRange(masked, 0, 10);
            Assert.Equal(masked * 10, frames.Count(x => x == 0));
        }
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(3, 1)]
    public void Apply_takes_clips_of_any_size(int frames, int bands)
    {
        for (ulong seed = 0; seed < 50; seed++) new FrameMasking { MaxTimeFraction = 1 }.Apply(Ones(frames, bands), bands, new SeededRandom(seed));
        Assert.Equal(0, MaskedFrames(Ones(frames, bands), bands));
    }
}
