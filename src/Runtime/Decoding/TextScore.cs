namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>What a text adds to the score of a hypothesis beside the sound.</summary>
internal struct TextScore
{
    /// <summary>What it has earned for good.</summary>
    public double Gain;

    /// <summary>What the unfinished word is expected to earn; settled when it ends.</summary>
    public double Hope;

    /// <summary>Both.</summary>
    public readonly double Total => Gain + Hope;
}
