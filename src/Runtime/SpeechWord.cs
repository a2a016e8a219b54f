namespace EmbeddedSeq.Runtime;

/// <summary>A recognised word.</summary>
/// <param name="Text">The word, in the recogniser's memory: valid until its next Tick. ToString() gives a string to keep.</param>
/// <param name="Start">Where its first letter was heard, from the stream's start. Steps are coarse: see <see cref="Model.FeatureSpec.StepDuration"/>.</param>
/// <param name="End">Where its last letter's sound ended.</param>
/// <param name="Confidence">How probable it is that the word is right, 0 to 1, by how clear its letters are; measured by `eseq eval`.</param>
public readonly record struct SpeechWord(ReadOnlyMemory<char> Text, TimeSpan Start, TimeSpan End, float Confidence)
{
    /// <summary>The word as a string.</summary>
    public override string ToString() => Text.ToString();
}
