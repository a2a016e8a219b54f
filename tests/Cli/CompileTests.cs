using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Cli.Tests;

public sealed class CompileTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("f32")]
    [InlineData("bf16")]
    [InlineData("int8")]
    public async Task A_compiled_model_is_used_like_the_trained_one(string precision)
    {
        string trained = _bench.File("trained.eseq"), compiled = _bench.File("compiled.eseq");
        Recurrent().Save(trained);
        Outcome outcome = await Eseq.Run("compile", trained, "-o", compiled, "--precision", precision);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches($@"^{compiled}: recurrent, {precision}, \d+\.\d\d MB$", Assert.Single(outcome.Lines));
        string[] inspected = (await Eseq.Run("inspect", compiled)).Lines;
        Assert.Contains($"compiled, weights in {precision}", inspected);
        Assert.Contains("checksum  matches", inspected);
        Assert.Contains("trained weights in f32", (await Eseq.Run("inspect", trained)).Lines);

        Outcome verify = await Eseq.Run("verify", compiled, "--audio", _bench.Speak("speech.wav", "ab"));
        Assert.Equal((0, ""), (verify.ExitCode, verify.Error));
        Assert.Equal($"weights in {precision}", verify.Lines[0]);
        Assert.EndsWith(precision == "int8" ? "allowed 1.0" : "allowed 1e-4", verify.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_hears_the_same()
    {
        string compiled = _bench.File("compiled.eseq");
        Assert.Equal(0, (await Eseq.Run("compile", _bench.Model, "-o", compiled)).ExitCode);
        Outcome outcome = await Eseq.Run("transcribe", _bench.Speak("speech.wav", "ab ba"), "--model", compiled);
        Assert.EndsWith("  ab ba", Assert.Single(outcome.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_can_be_compiled_in_place_and_again()
    {
        byte[]? first = null;
        for (int i = 0; i < 2; i++)
        {
            Outcome outcome = await Eseq.Run("compile", _bench.Model, "-o", _bench.Model);
            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
            first ??= File.ReadAllBytes(_bench.Model);
        }
        Assert.Equal(first, File.ReadAllBytes(_bench.Model));
        Assert.Contains("checksum  matches", (await Eseq.Run("inspect", _bench.Model)).Lines);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("verify")]
    public async Task Weights_that_were_overwritten_are_found(string command)
    {
        string compiled = _bench.File("compiled.eseq");
        Assert.Equal(0, (await Eseq.Run("compile", _bench.Model, "-o", compiled)).ExitCode);
        byte[] bytes = File.ReadAllBytes(compiled);
        bytes[^1024] ^= 1;
        File.WriteAllBytes(compiled, bytes);
        Outcome outcome = await Eseq.Run(command, compiled);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches($@"^eseq: {compiled}: damaged: expected checksum [0-9a-f]{{16}}, found [0-9a-f]{{16}}\s*$", outcome.Error);
    }

    [Fact]
    public async Task What_is_rounded_is_not_rounded_again()
    {
        string trained = _bench.File("trained.eseq"), rounded = _bench.File("rounded.eseq");
        Recurrent().Save(trained);
        Assert.Equal(0, (await Eseq.Run("compile", trained, "-o", rounded, "-p", "int8")).ExitCode);
        Outcome outcome = await Eseq.Run("compile", rounded, "-o", _bench.File("again.eseq"), "-p", "bf16");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("rounded to int8", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.File("again.eseq")));
    }

    [Fact]
    public async Task Help_ends_in_examples_and_an_unknown_precision_is_an_error_of_usage()
    {
        Assert.Contains("  eseq compile ", (await Eseq.Run("compile", "--help")).Output, StringComparison.Ordinal);
        Outcome outcome = await Eseq.Run("compile", _bench.Model, "-o", _bench.File("x.eseq"), "-p", "f16");
        Assert.Equal(2, outcome.ExitCode);
    }

    private static ModelWeights Recurrent()
    {
        var random = new Random(1);
        Tensor Draw(string name, params int[] shape) => new(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (n, d) => n * d)).Select(_ => random.NextSingle() - 0.5f)]);
        var spec = new ModelSpec
        {
            Name = "recurrent",
            Features = new FeatureSpec { Bands = 2 },
            Layers =
            [
                new LayerSpec { Kind = LayerKind.Lstm, Inputs = 6, Units = 5 },
                new LayerSpec { Kind = LayerKind.Dense, Inputs = 5, Units = 3 },
                new LayerSpec { Kind = LayerKind.LogSoftmax, Inputs = 3, Units = 3 },
            ],
            Tokens = ["", "a", "b"],
        };
        return new ModelWeights(spec,
        [
            Draw("layers.0.weight_ih", 20, 6), Draw("layers.0.weight_hh", 20, 5), Draw("layers.0.bias", 20), Draw("layers.1.weight", 3, 5), Draw("layers.1.bias", 3),
            Draw("features.mean", 2), new Tensor("features.std", [2], [3, 3]),
        ]);
    }
}
