using System.Buffers.Binary;
using System.Text;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>Whatever is wrong with the input: one line on the error stream that names the file and the reason, exit code 1, no stack trace.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("transcribe", "--model", "{0}", "{1}")]
    [InlineData("eval", "{0}", "--manifest", "{2}")]
    [InlineData("export", "{0}", "-o", "{3}")]
    [InlineData("verify", "{0}")]
    [InlineData("inspect", "{0}")]
    public async Task Not_a_model(params string[] command)
    {
        string model = _bench.Write("letter.eseq", "Dear Sir or Madam, this is not a model at all.");
        string[] files = [model, _bench.Speak("a.wav", "a"), _bench.Write("m.jsonl", """{"audio_filepath": "a.wav", "text": "a"}"""), _bench.File("out.onnx")];
        Outcome outcome = await Eseq.Run([.. command.Select(c => string.Format(null, c, files))]);
        Fails(outcome, "letter.eseq", "not a model");
        Assert.False(File.Exists(files[3]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(-4)]
    public async Task A_truncated_model(int length)
    {
        byte[] whole = File.ReadAllBytes(_bench.Model);
        string path = _bench.File("short.eseq");
        File.WriteAllBytes(path, whole[..(length < 0 ? whole.Length + length : length)]);
        Fails(await Eseq.Run("inspect", path), "short.eseq");
    }

    [Theory]
    [InlineData("""{"layers.0.weight":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""")]
    [InlineData("""{"layers.0.weight":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,0]}}""")]
    [InlineData("""{"layers.0.weight":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775804,9223372036854775807]}}""")]
    [InlineData("""{"layers.0.weight":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""")]
    [InlineData("""{"layers.0.weight":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""")]
    public async Task Tensor_lengths_that_overflow(string header)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), file = new byte[8 + text.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        File.WriteAllBytes(_bench.File("huge.eseq"), file);
        Fails(await Eseq.Run("inspect", _bench.File("huge.eseq")), "huge.eseq", "layers.0.weight");
    }

    [Fact]
    public async Task Weights_that_are_not_numbers()
    {
        ModelWeights weights = ToneModel.Weights();
        weights["layers.0.bias"].Data[2] = float.NaN;
        weights.Save(_bench.File("nan.eseq"));
        Fails(await Eseq.Run("transcribe", _bench.Speak("a.wav", "a"), "--model", _bench.File("nan.eseq")), "nan.eseq", "layers.0.bias", "NaN");
    }

    [Theory]
    [InlineData("")]
    [InlineData("This is a shopping list: bread, milk, four eggs and a pound of butter.")]
    public async Task Not_a_recording(string content)
    {
        string path = _bench.Write("list.wav", content);
        Fails(await Eseq.Run("transcribe", path, "--model", _bench.Model), "list.wav", "expected");
        Fails(await Eseq.Run("verify", _bench.Model, "--audio", path), "list.wav", "expected");
    }

    [Fact]
    public async Task A_recording_that_is_not_there() =>
        Fails(await Eseq.Run("transcribe", _bench.File("none.wav"), "--model", _bench.Model), "none.wav");

    [Theory]
    [InlineData("transcribe", "{0}", "--model", "{1}")]
    [InlineData("transcribe", "{0}", "--model", "{1}", "--json")]
    [InlineData("align", "{0}", "--text", "ab", "--model", "{1}")]
    [InlineData("eval", "{1}", "--manifest", "{2}", "--texts")]
    [InlineData("index", "build", "{0}", "-o", "{3}", "--model", "{1}")]
    public async Task A_recording_that_was_cut_short_is_read_to_its_end_with_one_warning(params string[] command)
    {
        string path = _bench.Speak("cut.wav", "ab ab____ab ab____");
        byte[] whole = File.ReadAllBytes(path);
        string[] files = [path, _bench.Model, _bench.Write("m.jsonl", """{"audio_filepath": "cut.wav", "text": "ab ab"}"""), _bench.File("index")];
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        Outcome outcome = await Eseq.Run([.. command.Select(c => string.Format(null, c, files))]);
        Assert.Equal(0, outcome.ExitCode);
        string line = Assert.Single(outcome.Error.Split('\n'), l => l.StartsWith("eseq: warning: ", StringComparison.Ordinal));
        Assert.Matches(@"cut\.wav: expected \d\.\d\d s of audio, as the header says, found \d\.\d\d s", line);
        Assert.DoesNotContain("warning", outcome.Output, StringComparison.Ordinal);
        if (command[0] is "transcribe") Assert.Contains("ab ab", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_not_there() =>
        Fails(await Eseq.Run("transcribe", _bench.Speak("a.wav", "a"), "--model", _bench.File("none.eseq")), "none.eseq");

    [Fact]
    public async Task An_unknown_device() =>
        Fails(await Eseq.Run("transcribe", "--mic", "--device", "no_such_microphone", "--model", _bench.Model), "no_such_microphone");

    [Fact]
    public async Task Audio_that_a_manifest_names_but_is_not_there()
    {
        string manifest = _bench.Write("m.jsonl", """{"audio_filepath": "lost.wav", "text": "a", "duration": 1.0}""");
        string recipe = _bench.Write("r.json", """{"name": "r", "network": {"layers": 1, "units": 4}, "train": [{"path": "m.jsonl"}]}""");
        Fails(await Eseq.Run("eval", _bench.Model, "--manifest", manifest), "lost.wav", "missing");
        Fails(await Eseq.Run("train", recipe, "--data", Path.GetDirectoryName(recipe)!, "-o", _bench.File("run")), "lost.wav", "missing");
    }

    [Theory]
    [InlineData("""{"audio_filepath": "a.wav", "text": "a" """, "line 1: expected a JSON object, found something else in column ")]
    [InlineData("""{"audio_filepath": "a.wav"}""", "line 1")]
    [InlineData("", "utterances")]
    [InlineData("""{"audio_filepath": "a.wav", "text": "a", "offset": 10, "duration": 1}""", "a.wav")]
    public async Task A_malformed_manifest(string content, string reason)
    {
        _bench.Speak("a.wav", "a");
        Fails(await Eseq.Run("eval", _bench.Model, "--manifest", _bench.Write("m.jsonl", content)), reason);
    }

    [Theory]
    [InlineData("{", "line 1, column 2")]
    [InlineData("""{"name": "r", "network": {"layers": 0}, "train": [{"path": "m.jsonl"}]}""", "network.layers")]
    [InlineData("""{"name": "r", "network": {"layers": 1}, "train": [], "epoch": 3}""", "epoch")]
    public async Task A_malformed_recipe(string content, string reason) =>
        Fails(await Eseq.Run("train", _bench.Write("recipe.json", content), "--data", _bench.File("."), "-o", _bench.File("run")), "recipe.json", reason);

    [Fact]
    public async Task An_output_that_cannot_be_written()
    {
        string file = _bench.Write("file", "");
        Fails(await Eseq.Run("export", _bench.Model, "-o", Path.Combine(file, "x.onnx")), "x.onnx");
        Fails(await Eseq.Run("export", _bench.Model, "-o", _bench.File("no/such/folder/x.onnx")), "x.onnx");
        Fails(await Eseq.Run("train", Repository.File("samples/recipe.json"), "--data", Repository.File("samples"), "-o", Path.Combine(file, "run")), "run");
    }

    [Theory]
    [InlineData("--output", "no/such/folder/said.srt")]
    [InlineData("--record", "no/such/folder/said.wav")]
    [InlineData("--output", "folder.json")]
    [InlineData("--record", "folder.json")]
    public async Task A_transcript_or_recording_that_cannot_be_begun(string option, string name)
    {
        Directory.CreateDirectory(_bench.File("folder.json"));
        Fails(await Eseq.Run("listen", "--model", _bench.Model, option, _bench.File(name)), name, "cannot be written");
    }

    [Fact]
    public async Task An_address_of_another_machine() =>
        Fails(await Eseq.Run("serve", "--address", "192.0.2.1", "--port", "0", "--model", _bench.Model), "cannot listen on 192.0.2.1:0", "--address");

    [Fact]
    public async Task Debug_shows_where_an_error_arose()
    {
        Outcome outcome = await Eseq.Run("inspect", _bench.File("none.eseq"), "--debug");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("   at EmbeddedSeq.", outcome.Error, StringComparison.Ordinal);
    }

    private static void Fails(Outcome outcome, params string[] parts)
    {
        Assert.Equal(1, outcome.ExitCode);
        string line = Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("eseq: ", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("unexpected", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Output + outcome.Error, StringComparison.Ordinal);
    }
}
