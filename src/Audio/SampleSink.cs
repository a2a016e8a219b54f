namespace EmbeddedSeq.Audio;

/// <summary>Takes the next samples of a mono stream, for example a recogniser's Push.</summary>
/// <param name="samples">Full scale at 1; only valid during the call.</param>
public delegate void SampleSink(ReadOnlySpan<float> samples);
