namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>One spoken word of an evaluation.</summary>
/// <param name="Word">Which word.</param>
/// <param name="Speaker">Who says it; null if unknown, which is taken for another speaker each time.</param>
/// <param name="Samples">Its sound.</param>
internal sealed record WordToken(string Word, string? Speaker, float[] Samples)
{
    /// <summary>Whether both are known to be by the same speaker.</summary>
    public bool SharesSpeaker(WordToken other) => Speaker is not null && Speaker == other.Speaker;
}
