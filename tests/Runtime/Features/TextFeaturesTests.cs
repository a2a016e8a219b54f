using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Features;

public sealed class TextFeaturesTests
{
    [Theory]
    [InlineData("Leave Taipei, don't wait!", "leave|taipei|,|don't|wait|!")]
    [InlineData("pre-party r&b 'n' rock", "pre|-|party|r|&|b|'n|'|rock")]
    [InlineData("  dena's   cita romántica ", "dena's|cita|romántica")]
    [InlineData("no 😀😡", "no|😀|😡")]
    [InlineData("", "")]
    public void Text_becomes_words_and_marks(string text, string words) => Assert.Equal(words, string.Join('|', TextFeatures.Split(text, TextUnit.Words, keepCase: false)));

    [Theory]
    [InlineData("Leave Taipei!", "leave|taipei")]
    [InlineData("Leave “Taipei”… now.", "leave|taipei|now")]
    [InlineData("don’t", "don't")]
    [InlineData("‘Taipei’ to 'Taipei'", "taipei|to|taipei")]
    [InlineData("?!", "?|!")]
    [InlineData("leave 😀", "leave")]
    [InlineData("😀", "😀")]
    [InlineData("台北 3", "台北|3")]
    [InlineData(" \t", "")]
    public void Unknown_marks_are_left_out_of_what_somebody_writes(string text, string words) => Assert.Equal(words, string.Join('|', new TextFeatures(TextModels.Words).Split(text)));

    [Fact]
    public void Known_marks_are_read() => Assert.Equal(["leave", "!"], new TextFeatures(TextModels.Words with { Vocabulary = ["<unk>", "!"] }).Split("Leave, !"));

    [Theory]
    [InlineData("leave — now; to ...", "leave|,|now|,|to")]
    [InlineData("leave “now” (to)", "leave|now|to")]
    public void Unknown_marks_that_part_sentences_count_as_commas(string text, string words) =>
        Assert.Equal(words, string.Join('|', new TextFeatures(TextModels.Words with { Vocabulary = ["<unk>", ","] }).Split(text)));

    [Fact]
    public void Text_becomes_characters() =>
        Assert.Equal(["去", "𠀀", "A"], new TextFeatures(new() { Unit = TextUnit.Characters, Vocabulary = ["?"], KeepCase = true }).Split("去𠀀A"));

    [Fact]
    public void Words_become_their_numbers_and_unknown_ones_0() => Assert.Equal([4, 3, 0], new TextFeatures(TextModels.Words).Encode(["leave", "taipei", "tokyo"]));

    [Fact]
    public void Hashed_words_have_the_rows_of_their_ngrams()
    {
        float[] steps = new TextFeatures(TextModels.Hashed).Encode(["to", "toes", "internationalisation"]);
        int size = TextModels.Hashed.StepSize;
        Assert.Equal(3 * size, steps.Length);
        // <t to o> <to to>: five n-grams, then nothing.
        Assert.Equal(2, steps[0]);
        Assert.All(steps[1..6], n => Assert.InRange(n, 5, 54));
        Assert.All(steps[6..size], n => Assert.Equal(-1, n));
        Assert.Equal(0, steps[size]);
        Assert.Equal(steps[1..3], steps[(size + 1)..(size + 3)]); // Both begin with <t and to.
        Assert.DoesNotContain(-1f, steps[(2 * size)..]);
    }
}
