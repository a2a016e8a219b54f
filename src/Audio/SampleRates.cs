namespace EmbeddedSeq.Audio;

/// <summary>The sample rates that are taken for audio.</summary>
internal static class SampleRates
{
    /// <summary>Lower leaves no speech, and resampling a mistaken 1 Hz would make hours out of a second.</summary>
    public const int Min = 1_000;

    /// <summary>The highest rate of any recorder on the market.</summary>
    public const int Max = 768_000;
}
