using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>The commands for text, on the shipped models.</summary>
public sealed class TextCommandTests
{
    [Fact]
    public async Task Taipei_is_where_to_or_where_from_as_the_word_before_says()
    {
        Outcome outcome = await Eseq.Run("tag", "--json", "--model", "models/travel/travel.eseq", "arrive Taipei on November 2nd", "leave Taipei on November 2nd");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["destination", "origin"], outcome.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("slots")[0]).Select(s => $"{s.GetProperty("label")}"));
    }

    [Fact]
    public async Task Shipped_models_tag_and_classify()
    {
        Assert.Contains("artist: miles davis", (await Eseq.Run("tag", "play some jazz by miles davis on spotify")).Output, StringComparison.Ordinal);
        Outcome classes = await Eseq.Run("classify", "--json", "This phone is great, I love it!", "What a waste of money, terrible quality.");
        Assert.Equal(["positive", "negative"], classes.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("label").GetString()!));
    }

    [Theory]
    [InlineData("tag", "--model", "models/sentiment/sentiment.eseq", "x")]
    [InlineData("classify", "--model", "models/slots/slots.eseq", "x")]
    [InlineData("transcribe", "--model", "models/slots/slots.eseq", "samples/digits.wav")]
    [InlineData("translate", "--model", "models/english/english.eseq", "x")]
    public async Task A_model_for_something_else_is_refused_in_one_line(params string[] arguments)
    {
        Outcome outcome = await Eseq.Run(arguments);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches("^eseq: [^\n]*expected a model[^\n]*found[^\n]*\n$", outcome.Error);
    }
}
