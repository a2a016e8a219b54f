using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Training;

/// <summary>One utterance ready for the network.</summary>
/// <param name="Inputs">[T, StepSize] normalised, stacked features.</param>
/// <param name="Steps">T.</param>
/// <param name="Text">Token numbers that it spells.</param>
internal sealed record Example(float[] Inputs, int Steps, int[] Text)
{
    /// <summary>The sentences of a paragraph, each with its own inputs and text; then inputs are empty, steps those of all sentences, and the text is all of theirs and a last end. Null if it is one sentence.</summary>
    public IReadOnlyList<Example>? Sentences { get; init; }

    /// <summary>Of a paragraph: whether it begins where the one before in the list ends.</summary>
    public bool GoesOn { get; init; }

    /// <summary>A paragraph of sentences.</summary>
    public static Example Paragraph(IReadOnlyList<Example> sentences) =>
        new([], sentences.Sum(s => s.Steps), [.. sentences.SelectMany(s => s.Text), TextInputSpec.End]) { Sentences = sentences };

    /// <summary>Some steps in a row of a text that has a token at each and an end.</summary>
    public Example Stretch(int from, int steps)
    {
        int size = Inputs.Length / Steps;
        return new(Inputs[(from * size)..((from + steps) * size)], steps, [.. Text[from..(from + steps)], Text[^1]]);
    }
}
