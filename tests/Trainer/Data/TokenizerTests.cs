using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Data;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("  It\u2019s   A\tTest\u00a0\n", "it's a test")]
    [InlineData("\u2018tis o`clock \u00B4n\u02BC \uFF07x", "'tis o'clock 'n' 'x")]
    [InlineData("", "")]
    [InlineData(" \r\n ", "")]
    public void Normalize_brings_case_apostrophes_and_spaces_into_one_form(string text, string expected) =>
        Assert.Equal(expected, TextNormalizer.Normalize(text));

    [Fact]
    public void Encode_and_Decode_are_inverse()
    {
        var tokenizer = new Tokenizer(ModelSpec.EnglishLetters);
        int[] tokens = tokenizer.Encode("Don't  zap", "u1");
        Assert.Equal("don't zap", tokenizer.Decode(tokens));
        Assert.Equal(9, tokens.Length);
        Assert.DoesNotContain(0, tokens);
    }

    [Fact]
    public void Encode_takes_the_longest_token_that_fits()
    {
        var tokenizer = new Tokenizer(["", "a", "b", "ab", "abba"]);
        Assert.Equal([4, 1, 3], tokenizer.Encode("abbaaab", "u1"));
        Assert.Equal([3, 2], tokenizer.Encode("abb", "u1"));
    }

    [Fact]
    public void Encode_unknown_character_names_the_utterance()
    {
        string message = Assert.Throws<DataFormatException>(() => new Tokenizer(ModelSpec.EnglishLetters).Encode("café 9", "u17")).Message;
        Assert.Contains("utterance u17", message, StringComparison.Ordinal);
        Assert.Contains("'é' (U+00E9)", message, StringComparison.Ordinal);
        Assert.Contains("U+1F600", Assert.Throws<DataFormatException>(() => new Tokenizer(ModelSpec.EnglishLetters).Encode("a\U0001F600", "u")).Message, StringComparison.Ordinal);
        Assert.Contains("half a character", Assert.Throws<DataFormatException>(() => new Tokenizer(ModelSpec.EnglishLetters).Encode("a\uD83D", "u")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_dropped_characters_are_counted()
    {
        var tokenizer = new Tokenizer(ModelSpec.EnglishLetters, UnknownCharacters.Drop);
        Assert.Equal("well known", tokenizer.Decode(tokenizer.Encode("well - known!", "u1")));
        Assert.Equal(2, tokenizer.Dropped);
        Assert.Empty(tokenizer.Encode("123", "u2"));
        Assert.Equal(5, tokenizer.Dropped);
    }
}
