namespace EmbeddedSeq.Trainer.Training;

/// <summary>One utterance ready for the network.</summary>
/// <param name="Inputs">[T, StepSize] normalised, stacked features.</param>
/// <param name="Steps">T.</param>
/// <param name="Text">Token numbers that it spells.</param>
internal sealed record Example(float[] Inputs, int Steps, int[] Text);
