using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli.Tests;

public sealed class ImportTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_exported_model_comes_back_and_hears_the_same()
    {
        string onnx = _bench.File("tones.onnx"), back = _bench.File("back.eseq");
        Assert.Equal(0, (await Eseq.Run("export", _bench.Model, "-o", onnx)).ExitCode);
        Outcome outcome = await Eseq.Run("import", onnx, "-o", back, "--precision", "f32");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("input features, output log_probs", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Equal(ModelWeights.Load(_bench.Model).Spec.ToJson(), ModelWeights.Load(back).Spec.ToJson());
        outcome = await Eseq.Run("transcribe", _bench.Speak("speech.wav", "ab ba"), "--model", back);
        Assert.EndsWith("  ab ba", Assert.Single(outcome.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_of_pytorch_gets_its_tokens_from_a_description()
    {
        string description = _bench.Write("d.json", """{"name": "described", "tokens": ["", "v", "w", "x", "y"], "features": {"bands": 6, "stack": 2}, "features.mean": [1, 2, 3, 4, 5, 6], "features.std": [1, 1, 1, 1, 1, 1]}""");
        Outcome outcome = await Eseq.Run("import", Repository.File("tests/Golden/onnx/lstm-ctc.onnx"), "-o", _bench.File("d.eseq"), "--describe", description);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        ModelSpec spec = ModelWeights.Load(_bench.File("d.eseq")).Spec;
        Assert.Equal(("described", "vwxy", 6), (spec.Name, string.Concat(spec.Tokens), spec.Features.Bands));
    }

    [Theory]
    [InlineData("lstm-ctc")]
    [InlineData("gru-both")]
    public async Task A_network_of_pytorch_is_compared_with_onnx_runtime(string file)
    {
        Outcome outcome = await Eseq.Run("import", Repository.File($"tests/Golden/onnx/{file}.onnx"), "-o", _bench.File("golden.eseq"), "--precision", "int8", "--verify");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(@"^  largest difference from ONNX Runtime \d\.\de-\d\d in 435 numbers; allowed 1e-4$", outcome.Lines[^1]);
        Assert.Contains("compiled, weights in int8", (await Eseq.Run("inspect", _bench.File("golden.eseq"))).Lines);
    }

    [Theory]
    [InlineData("characters", "streaming")]
    [InlineData("travel", "whole")]
    [InlineData("slots", "whole")]
    [InlineData("sentiment", "whole")]
    public async Task A_shipped_model_that_reads_text_comes_back_and_is_compared(string name, string form)
    {
        string model = Repository.File($"models/{name}/{name}.eseq"), onnx = _bench.File("text.onnx"), back = _bench.File("text.eseq");
        Assert.Equal(0, (await Eseq.Run("export", model, "-o", onnx, "--form", form)).ExitCode);
        Outcome outcome = await Eseq.Run("import", onnx, "-o", back, "--verify");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("input rows, output log_probs", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Equal(ModelWeights.Load(model).Spec.ToJson(), ModelWeights.Load(back).Spec.ToJson());
    }

    [Fact]
    public async Task A_number_of_sequences_that_the_file_fixes_is_said()
    {
        Outcome outcome = await Eseq.Run("import", Repository.File("tests/Golden/onnx/lstm-packed.onnx"), "-o", _bench.File("packed.eseq"), "--verify");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("  The graph starts from a state for 2 sequences; the model reads any number.", outcome.Lines);
        Assert.Contains("in 290 numbers", outcome.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_onnx_file_leaves_nothing_behind()
    {
        Outcome outcome = await Eseq.Run("import", _bench.Write("letter.onnx", "Dear Sir or Madam"), "-o", _bench.File("out.eseq"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("eseq: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("letter.onnx: not an ONNX file, or a truncated one", outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.File("out.eseq")));
    }
}
