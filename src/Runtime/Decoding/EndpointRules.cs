namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>When an <see cref="Endpointer"/> begins and ends utterances. All lengths are in steps; <see cref="Never"/> switches a rule off.</summary>
/// <param name="SilenceBeforeSpeech">With nothing said for so long, an utterance ends empty.</param>
/// <param name="SilenceAfterSpeech">After something was said, so much silence ends the utterance.</param>
/// <param name="FalseStart">A sound that so much silence follows and that was no word is forgotten.</param>
internal readonly record struct EndpointRules(int SilenceBeforeSpeech, int SilenceAfterSpeech, int FalseStart)
{
    /// <summary>The length of a rule that is switched off.</summary>
    public const int Never = int.MaxValue;
}
