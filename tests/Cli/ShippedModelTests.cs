namespace EmbeddedSeq.Cli.Tests;

/// <summary>README's first commands with the model that is shipped: the words of the samples come out, and ONNX Runtime agrees.</summary>
public sealed class ShippedModelTests
{
    [Theory]
    [InlineData("digits", "one two three four five")]
    [InlineData("numbers", "seven zero nine two one")]
    [InlineData("go-left", "go left and then right")]
    public async Task It_hears_the_words_of_a_sample(string sample, string words)
    {
        Outcome outcome = await Eseq.Run("transcribe", $"samples/{sample}.wav");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(words, Assert.Single(outcome.Lines).Split("  ")[^1]);
    }

    [Fact]
    public async Task It_agrees_with_onnx_runtime()
    {
        Outcome outcome = await Eseq.Run("verify", "models/english/english.eseq");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
    }
}
