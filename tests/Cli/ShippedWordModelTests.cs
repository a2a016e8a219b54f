using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>The model of spoken words that is shipped.</summary>
public sealed class ShippedWordModelTests
{
    [Fact]
    public async Task It_turns_a_recording_into_a_vector_of_length_1()
    {
        Outcome outcome = await Eseq.Run("embed", "samples/go-left.wav", "samples/digits.wav");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        double[][] vectors = [.. outcome.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("vector").EnumerateArray().Select(v => v.GetDouble()).ToArray())];
        Assert.Equal([128, 128], vectors.Select(v => v.Length));
        Assert.All(vectors, v => Assert.Equal(1, v.Sum(x => x * x), 1e-5));
        Assert.True(vectors[0].Zip(vectors[1], (a, b) => a * b).Sum() < 0.9);
    }

    [Fact]
    public async Task It_agrees_with_onnx_runtime() => Assert.Equal(0, (await Eseq.Run("verify", "models/audio2vec/audio2vec.eseq")).ExitCode);
}
