using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>
/// SpecAugment (Park et al. 2019) without time warping: stretches of frames and of bands are set to 0, the mean of normalised
/// features, so that no single clue is relied on.
/// </summary>
public sealed record FrameMasking
{
    /// <summary>Number of stretches in time.</summary>
    public int TimeMasks { get; init; } = 2;

    /// <summary>Most frames in one stretch; any number from 0 is equally likely.</summary>
    public int MaxFrames { get; init; } = 25;

    /// <summary>Most frames in all stretches together, as a part of the clip.</summary>
    public double MaxTimeFraction { get; init; } = 0.2;

    /// <summary>Number of stretches of bands.</summary>
    public int BandMasks { get; init; } = 2;

    /// <summary>Most bands in one stretch; any number from 0 is equally likely.</summary>
    public int MaxBands { get; init; } = 12;

    internal string? FindProblem()
    {
        if (TimeMasks is < 0 or > 1000) return $"augmentation.masking.time_masks must be 0 to 1000, found {TimeMasks}";
        if (MaxFrames is < 0 or > 1000000) return $"augmentation.masking.max_frames must be 0 to 1000000, found {MaxFrames}";
        if (BandMasks is < 0 or > 1000) return $"augmentation.masking.band_masks must be 0 to 1000, found {BandMasks}";
        if (MaxBands is < 0 or > 1024) return $"augmentation.masking.max_bands must be 0 to 1024, found {MaxBands}";
        return AugmentationSpec.CheckProbability("augmentation.masking.max_time_fraction", MaxTimeFraction);
    }

    internal void Apply(Span<float> frames, int bands, SeededRandom random)
    {
        int count = frames.Length / bands, left = (int)(MaxTimeFraction * count);
        for (int i = 0; i < TimeMasks; i++)
        {
            int width = random.NextInt(Math.Min(MaxFrames, left) + 1), start = random.NextInt(count - width + 1);
            frames.Slice(start * bands, width * bands).Clear();
            left -= width;
        }
        for (int i = 0; i < BandMasks; i++)
        {
            int width = random.NextInt(Math.Min(MaxBands, bands) + 1), start = random.NextInt(bands - width + 1);
            for (int t = 0; t < count; t++) frames.Slice(t * bands + start, width).Clear();
        }
    }
}
