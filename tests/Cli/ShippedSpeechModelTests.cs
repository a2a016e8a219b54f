namespace EmbeddedSeq.Cli.Tests;

/// <summary>The shipped speech model on the shipped recordings, as a newcomer runs it.</summary>
public sealed class ShippedSpeechModelTests
{
    [Theory]
    [InlineData("digits", "one two three four five", "--lm none")]
    [InlineData("digits", "one two three four five", "--lm none --beam 16")]
    [InlineData("digits", "one two three four five", "--lm none --beam 64")]
    [InlineData("go-left", "go left and then right", "--lm none")]
    [InlineData("digits", "one two three four five", "")]
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

    [Fact]
    public async Task Recordings_are_read_with_the_shipped_language_model_unless_told_otherwise()
    {
        async Task<string> Read(params string[] options) => (await Eseq.Run(["transcribe", "samples/go-left.wav", "--nbest", "2", "--json", .. options])).Output;
        string with = await Read("--lm", "models/english-lm/english.lm"), without = await Read("--lm", "none");
        Assert.NotEqual(with, without); // In its scores at least.
        Assert.Equal(with, await Read());
        Assert.Equal(without, await Read("--model", "models/english-offline/english-offline.eseq"));
    }

    [Fact]
    public async Task Recordings_are_read_in_both_directions_unless_partial_texts_or_phrases_are_wanted()
    {
        async Task<string> Read(params string[] options) => (await Eseq.Run(["transcribe", "samples/go-left.wav", "--nbest", "2", "--json", "--lm", "none", .. options])).Output;
        string causal = await Read("--model", "models/english/english.eseq"), both = await Read("--model", "models/english-offline/english-offline.eseq");
        Assert.NotEqual(causal, both); // In its scores at least.
        Assert.Equal(both, await Read());
        Assert.EndsWith(causal, await Read("--partials"), StringComparison.Ordinal);
        using var bench = new Workbench();
        string[] phrases = ["transcribe", "samples/go-left.wav", "--nbest", "2", "--json", "--phrases", bench.Write("phrases.txt", "go left and then right\nstop")];
        Assert.Equal((await Eseq.Run([.. phrases, "--model", "models/english/english.eseq"])).Output, (await Eseq.Run(phrases)).Output);
    }

    [Fact]
    public async Task The_recurrent_model_beside_the_language_model_weighs_the_words()
    {
        async Task<string> Read(params string[] options) => (await Eseq.Run(["transcribe", "samples/go-left.wav", "--nbest", "2", "--json", .. options])).Output;
        string with = await Read(), without = await Read("--rnn-lm", "none");
        Assert.NotEqual(with, without); // In its scores at least.
        Assert.Equal(with, await Read("--rnn-lm", "models/english-lm/english.eseq"));
        Assert.Equal(without, await Read("--rnn-share", "0"));
        Assert.NotEqual(with, await Read("--rnn-share", "0.3"));
        Assert.Contains("expected a language model of words", (await Eseq.Run("transcribe", "samples/go-left.wav", "--rnn-lm", "models/characters/characters.eseq")).Complaint, StringComparison.Ordinal);
        Assert.Equal("eseq: --rnn-share needs --lm. See eseq transcribe --help", (await Eseq.Run("transcribe", "samples/go-left.wav", "--lm", "none", "--rnn-share", "0.3")).Complaint);
    }
}
