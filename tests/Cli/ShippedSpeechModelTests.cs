namespace EmbeddedSeq.Cli.Tests;

/// <summary>The shipped speech model on the shipped recordings, as a newcomer runs it.</summary>
public sealed class ShippedSpeechModelTests
{
    [Theory]
    [InlineData("digits", "one two three four five", "")]
    [InlineData("digits", "one two three four five", "--beam 16")]
    [InlineData("digits", "one two three four five", "--beam 64")]
    [InlineData("go-left", "go left and then right", "")]
    [InlineData("digits", "one two three four five", "--lm models/english-lm/english.lm")]
    public async Task The_text_grows_word_by_word(string sample, string text, string options)
    {
        string[] arguments = ["transcribe", $"samples/{sample}.wav", "--partials", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        string[] lines = (await Eseq.Run(arguments)).Lines;
        Assert.EndsWith("  " + text, lines[^1], StringComparison.Ordinal);
        string[] words = text.Split(' ');
        for (int i = 1; i < words.Length; i++)
        {
            string begun = "  " + string.Join(' ', words[..i]);
            Assert.Contains(lines[..^1], l => l.Contains(begun, StringComparison.Ordinal) && !l.Contains(words[i], StringComparison.Ordinal));
        }
    }
}
