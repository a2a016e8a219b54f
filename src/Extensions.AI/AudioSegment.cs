namespace EmbeddedSeq.Extensions.AI;

/// <summary>A stretch of speech, one channel.</summary>
/// <param name="Samples">In [−1, 1].</param>
/// <param name="SampleRate">Samples per second; another rate than the model's is resampled.</param>
public sealed record AudioSegment(ReadOnlyMemory<float> Samples, int SampleRate = 16000);
