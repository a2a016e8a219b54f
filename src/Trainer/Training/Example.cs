namespace EmbeddedSeq.Trainer.Training;

/// <summary>One utterance ready for the network.</summary>
/// <param name="Inputs">[T, StepSize] normalised, stacked features.</param>
/// <param name="Steps">T.</param>
/// <param name="Text">Token numbers that it spells.</param>
internal sealed record Example(float[] Inputs, int Steps, int[] Text)
{
    /// <summary>The sentences of a paragraph, each with its own inputs and text; then inputs are empty, steps those of all sentences, and the text is all of theirs and a last end. Null if it is one sentence.</summary>
    public IReadOnlyList<Example>? Sentences { get; init; }
}
