namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>A token that a CTC decoder has read.</summary>
/// <param name="Index">Its output unit.</param>
/// <param name="FirstStep">First step of its run, from 0 at the start of the utterance.</param>
/// <param name="LastStep">Last step of its run.</param>
/// <param name="ProbabilitySum">Sum of its probabilities over the run.</param>
/// <param name="MaximumProbability">The largest of them.</param>
internal readonly record struct CtcToken(int Index, int FirstStep, int LastStep, float ProbabilitySum, float MaximumProbability)
{
    /// <summary>Mean probability over the run.</summary>
    public float MeanProbability => ProbabilitySum / (LastStep - FirstStep + 1);

    /// <summary>The token after another step of its run.</summary>
    public CtcToken Extended(float probability) => this with
    {
        LastStep = LastStep + 1,
        ProbabilitySum = ProbabilitySum + probability,
        MaximumProbability = MathF.Max(MaximumProbability, probability),
    };
}
