namespace EmbeddedSeq.Runtime;

/// <summary>Another reading of an utterance.</summary>
/// <param name="Text">Its words, in the recogniser's memory: valid until its next Tick.</param>
/// <param name="Score">What readings are ranked by, in nats: ln of the probability of the sounds, and what language model and hot words add. Only differences between the readings of one utterance mean something.</param>
public readonly record struct SpeechAlternative(ReadOnlyMemory<char> Text, double Score)
{
    /// <summary>The text as a string.</summary>
    public override string ToString() => Text.ToString();
}
