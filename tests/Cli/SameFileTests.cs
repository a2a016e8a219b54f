namespace EmbeddedSeq.Cli.Tests;

/// <summary>A file that is read is not overwritten by one of another format.</summary>
public sealed class SameFileTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("tones.eseq")]
    [InlineData("sub/../tones.eseq")]
    [InlineData("link.eseq")]
    [InlineData("folder/tones.eseq")]
    public async Task A_model_is_not_overwritten_by_its_export(string output)
    {
        Links("tones.eseq");
        await Refused(_bench.Model, "export", _bench.Model, "-o", _bench.File(output));
    }

    [Fact]
    public async Task An_export_does_not_follow_a_link_from_its_input_either()
    {
        Links("tones.eseq");
        await Refused(_bench.Model, "export", _bench.File("link.eseq"), "-o", _bench.Model);
    }

    [Theory]
    [InlineData("same.onnx")]
    [InlineData("link.eseq")]
    [InlineData("d.json")]
    public async Task Neither_graph_nor_description_is_overwritten_by_a_model(string output)
    {
        string onnx = _bench.File("same.onnx"), description = _bench.Write("d.json", "{}");
        File.Copy(Repository.File("tests/Golden/onnx/lstm-ctc.onnx"), onnx);
        Links("same.onnx");
        await Refused(output == "d.json" ? description : onnx, "import", onnx, "--describe", description, "-o", _bench.File(output));
    }

    [Fact]
    public async Task Another_file_of_the_same_name_in_another_folder_is_written()
    {
        Directory.CreateDirectory(_bench.File("sub"));
        Assert.Equal(0, (await Eseq.Run("export", _bench.Model, "-o", _bench.File("sub/tones.eseq"))).ExitCode);
    }

    private void Links(string target)
    {
        File.CreateSymbolicLink(_bench.File("link.eseq"), _bench.File(target));
        Directory.CreateSymbolicLink(_bench.File("folder"), _bench.File("."));
    }

    private static async Task Refused(string input, params string[] command)
    {
        byte[] before = await File.ReadAllBytesAsync(input);
        Outcome outcome = await Eseq.Run(command);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches("^eseq: .*: expected another file to write than .*, which is read, found the same$", outcome.Complaint);
        Assert.Equal(before, await File.ReadAllBytesAsync(input));
    }
}
