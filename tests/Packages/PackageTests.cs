using System.IO.Compression;
using System.Xml.Linq;
using EmbeddedSeq.Cli.Tests;

namespace EmbeddedSeq.Packages.Tests;

/// <summary>What `dotnet pack` makes can be used far from this repository, without a network.</summary>
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private static readonly string Model = Repository.File("models/english/english.eseq"), Wav = Repository.File("samples/digits.wav");
    private const string Words = "one two three four five";

    [Theory]
    [InlineData("EmbeddedSeq.Runtime")]
    [InlineData("EmbeddedSeq.Audio", "EmbeddedSeq.Runtime")]
    [InlineData("EmbeddedSeq.Trainer", "EmbeddedSeq.Runtime", "MathNet.Numerics")]
    [InlineData("EmbeddedSeq.Exporter", "EmbeddedSeq.Runtime", "Google.Protobuf")]
    [InlineData("EmbeddedSeq.Extensions.AI", "EmbeddedSeq.Audio", "EmbeddedSeq.Runtime", "Microsoft.Extensions.AI.Abstractions")]
    [InlineData("eseq")]
    public void A_package_has_readme_licence_symbols_and_its_dependencies(string id, params string[] dependencies)
    {
        using ZipArchive package = ZipFile.OpenRead(packages.Package(id, "nupkg"));
        using Stream specification = package.GetEntry($"{id}.nuspec")!.Open();
        XElement metadata = XDocument.Load(specification).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(e => e.Name.LocalName == name).Value;
        Assert.Equal("MIT", Value("license"));
        Assert.NotNull(package.GetEntry(Value("readme")));
        Assert.NotEmpty(Value("description"));
        Assert.Equal(dependencies, metadata.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value).Order());
        using ZipArchive symbols = ZipFile.OpenRead(packages.Package(id, "snupkg"));
        Assert.Contains(symbols.Entries, e => e.Name == $"{id}.pdb");
    }

    [Fact]
    public async Task A_project_elsewhere_uses_the_libraries()
    {
        string folder = packages.Path("consumer"), source = Path.Combine(AppContext.BaseDirectory, "Consumer");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(source, "Consumer.csproj.txt"), Path.Combine(folder, "Consumer.csproj"));
        File.Copy(Path.Combine(source, "Program.cs"), Path.Combine(folder, "Program.cs"));
        await DotNet.Run("dotnet", folder, "build", "-o", "out", "--configfile", packages.Configuration, $"-p:EmbeddedSeqVersion={packages.Version}", "-v", "quiet");
        string onnx = Path.Combine(folder, "model.onnx");
        string output = await DotNet.Run("dotnet", folder, "out/Consumer.dll", Model, Wav, Repository.File("samples/recipe.json"), onnx);
        Assert.Equal([Words, "tiny", Words], output.TrimEnd().Split('\n').Select(l => l.Trim()));
        Assert.True(new FileInfo(onnx).Length > 1_000_000);
    }

    [Fact]
    public async Task The_tool_is_installed_from_the_folder_and_brings_its_model()
    {
        string tools = packages.Path("tools");
        await DotNet.Run("dotnet", packages.Folder, "tool", "install", "eseq", "--tool-path", tools, "--configfile", packages.Configuration, "--version", packages.Version);
        string output = await DotNet.Run(Path.Combine(tools, OperatingSystem.IsWindows() ? "eseq.exe" : "eseq"), packages.Folder, "transcribe", Wav);
        Assert.EndsWith("  " + Words, output.TrimEnd(), StringComparison.Ordinal);
    }
}
