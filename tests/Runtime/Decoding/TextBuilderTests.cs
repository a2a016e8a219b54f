using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class TextBuilderTests
{
    private static readonly string[] Tokens = ["", " ", "a", "b", "the", " of "];

    [Fact]
    public void Words_have_one_space_between_them_and_the_steps_of_their_tokens()
    {
        var builder = new TextBuilder(Tokens, capacity: 4);
        Assert.True(builder.Build(Run(1, 2, 3, 1, 1, 4, 5, 2, 1), 0));
        Assert.Equal("ab the of a", builder.Text.ToString());
        Assert.Equal(["ab", "the", "of", "a"], builder.Words.ToArray().Select(w => builder.Text.Slice(w.Start, w.Length).ToString()));
        Assert.Equal([(10, 21), (50, 51), (60, 61), (70, 71)], builder.Words.ToArray().Select(w => (w.FirstStep, w.LastStep)));
    }

    [Fact]
    public void Clarity_is_the_mean_over_the_letters_and_the_weakest_is_told()
    {
        var builder = new TextBuilder(Tokens, capacity: 4);
        builder.Build([new CtcToken(2, 0, 1, 1.8f, 0.9f), new CtcToken(3, 2, 2, 0.5f, 0.5f), new CtcToken(2, 3, 3, 0.1f, 0.1f)], 0);
        Assert.Equal((0.5f, 0.1f), (builder.Words[0].Clarity, builder.Words[0].Weakest));
    }

    [Fact]
    public void Only_another_text_counts_as_changed()
    {
        var builder = new TextBuilder(Tokens, capacity: 4);
        Assert.False(builder.Build([], 0));
        Assert.False(builder.Build(Run(1), 0));
        Assert.True(builder.Build(Run(2), 0));
        Assert.False(builder.Build(Run(2, 1), 0));
        Assert.True(builder.Build(Run(2, 1, 2), 0));
        builder.Reset();
        Assert.True(builder.Build(Run(2, 1, 2), 0));
        Assert.True(builder.Build(Run(3, 1, 2), 0));
    }

    // Token i lies at steps 10·i and 10·i + 1.
    private static CtcToken[] Run(params int[] tokens) => [.. tokens.Select((t, i) => new CtcToken(t, 10 * i, 10 * i + 1, 2, 1))];
}
