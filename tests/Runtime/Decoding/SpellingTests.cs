using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime.Tests.Decoding;

public sealed class SpellingTests
{
    private readonly Spelling _letters = new(["", " ", "'", "a", "b", "c"]);

    [Fact]
    public void Words_are_spelled_with_one_space_between_them()
    {
        int[] tokens = _letters.Spell(" Ab\n\tc’a ", skipsUnknown: false, out List<SpelledWord> words);
        Assert.Equal([3, 4, 1, 5, 2, 3], tokens);
        Assert.Equal([new("Ab", 0, 2), new("c’a", 3, 3)], words);
    }

    [Fact]
    public void The_longest_token_that_fits_is_taken()
    {
        Assert.Equal([3, 2], new Spelling(["", "a", "b", "ab"]).Spell("abb", false, out _));
        Assert.Equal([1, 2], new Spelling(["", "a", "b"]).Spell("a b", false, out List<SpelledWord> words)); // A model without a space.
        Assert.Equal([new("a", 0, 1), new("b", 1, 1)], words);
    }

    [Fact]
    public void A_character_that_the_model_lacks_is_named_with_its_place()
    {
        var e = Assert.Throws<SpellingException>(() => _letters.Spell("ab c\n abx", false, out _));
        Assert.Equal((2, 4), (e.Line, e.Column));
        Assert.Contains("line 2, column 4", e.Message, StringComparison.Ordinal);
        Assert.Contains("'x' (U+0078) in \"abx\"", e.Message, StringComparison.Ordinal);
        Assert.Throws<SpellingException>(() => _letters.Spell("a😀", false, out _));
        Assert.Throws<SpellingException>(() => _letters.Spell("a\ud83d", false, out _));
    }

    [Fact]
    public void It_can_be_passed_over()
    {
        int[] tokens = _letters.Spell("ab, - 'c!\nb.", skipsUnknown: true, out List<SpelledWord> words);
        Assert.Equal([3, 4, 1, 2, 5, 1, 4], tokens);
        Assert.Equal(["ab,", "'c!", "b."], words.Select(w => w.Text));
        Assert.Empty(_letters.Spell("- 😀", true, out words));
        Assert.Empty(words);
    }
}
