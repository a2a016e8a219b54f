using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class PhraseEvidenceTests
{
    private static readonly ModelSpec Spec = ToneModel.Weights().Spec; // "", " ", "a", "b"
    private static readonly PhraseList One = PhraseList.Parse("ab", Spec), Two = PhraseList.Parse("ab\nbb", Spec);

    [Fact]
    public void It_is_the_path_a_letter_and_a_bounded_lead()
    {
        Hypothesis ab = Of(depth: 2, score: -3);
        Assert.Equal(-1.5, PhraseEvidence.Of(ab, 0));
        Assert.Equal(-1.5 + 0.2 * 5, PhraseEvidence.Of(ab, 5), 1e-12);
        Assert.Equal(PhraseEvidence.Of(ab, 12), PhraseEvidence.Of(ab, 100));
        Assert.Equal(-1.5, PhraseEvidence.Of(ab, -1));
    }

    [Fact]
    public void A_lead_needs_a_rival()
    {
        Hypothesis[] hypotheses = [Of(2, -3), Of(1, -9)];
        CtcReading[] both = [new(0, -3), new(1, -7)];
        Assert.Equal(4, PhraseEvidence.Lead(both, hypotheses, Two));
        Assert.Equal(6, PhraseEvidence.Lead(both.AsSpan(0, 1), hypotheses, Two)); // What was given up is worse than all that are left.
        Assert.Equal(0, PhraseEvidence.Lead(both, hypotheses, One));
        Assert.Equal(0, PhraseEvidence.Lead([], hypotheses, Two));
    }

    private static Hypothesis Of(int depth, double score) => new() { Depth = depth, Acoustic = score, ToBlank = CtcPath.Impossible with { Score = score }, ToToken = CtcPath.Impossible };
}
