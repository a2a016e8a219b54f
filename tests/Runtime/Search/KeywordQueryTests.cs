using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

public sealed class KeywordQueryTests
{
    private static readonly IndexDescription English = new() { Model = "m", ModelId = "1", StepSeconds = 0.03, Tokens = ModelSpec.EnglishLetters };

    [Theory]
    [InlineData("White  House", "white house")]
    [InlineData(" well-known\n", "well known")]
    [InlineData("Don\u2019t!", "don't")]
    [InlineData("(hello), world.", "hello world")]
    public void Texts_are_brought_into_the_models_letters(string text, string expected)
    {
        KeywordQuery query = KeywordQuery.FromText(text, English);
        Assert.Equal(expected, query.Text);
        Assert.Equal($" {expected} ", string.Concat(query.Tokens.Select(t => English.Tokens[t])));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ?! ")]
    [InlineData("room 101")]
    [InlineData("na\u00EFve")]
    public void What_cannot_be_written_is_refused(string text) => Assert.Throws<ArgumentException>(() => KeywordQuery.FromText(text, English));

    [Fact]
    public void Too_long_a_text_is_refused() => Assert.Contains("200", Assert.Throws<ArgumentException>(() => KeywordQuery.FromText(new string('a', 201), English)).Message, StringComparison.Ordinal);

    [Fact]
    public void Longer_tokens_come_first_and_a_model_without_spaces_has_no_edges()
    {
        IndexDescription pieces = English with { Tokens = ["", "a", "b", "ab", "ba"] };
        Assert.Equal([3, 3, 1], KeywordQuery.FromText("ababa", pieces).Tokens);
        Assert.Equal([3, 4], KeywordQuery.FromText("abba", pieces).Tokens);
    }
}
