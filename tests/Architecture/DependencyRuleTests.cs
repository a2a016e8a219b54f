namespace EmbeddedSeq.Architecture.Tests;

/// <summary>Holds the sources to the rules, and shows for each rule that it notices a breach.</summary>
public sealed class DependencyRuleTests
{
    private static readonly SourceFile[] Sources = SourceFile.All(".cs"), ProjectFiles = SourceFile.All(".csproj");

    [Fact]
    public void The_sources_are_there()
    {
        Assert.Contains("Runtime/SpeechRecognizer.cs", Sources.Select(s => s.Path));
        Assert.Equal(["Audio", "Cli", "Exporter", "Extensions.AI", "Native", "Runtime", "Trainer"], ProjectFiles.Select(p => p.Project));
    }

    [Fact]
    public void Projects_refer_only_downwards() => Holds(Rules.ProjectReferences(ProjectFiles));

    [Fact]
    public void Namespaces_are_folders() => Holds(Rules.NamespaceIsFolder(Sources));

    [Fact]
    public void Folders_of_the_runtime_know_only_those_below() => Holds(Rules.RuntimeLayers(Sources));

    [Fact]
    public void Only_kernels_and_memory_are_unsafe() => Holds(Rules.UnsafeCode(Sources));

    [Fact]
    public void Only_audio_names_capture_libraries() => Holds(Rules.CaptureLibraries([.. Sources, .. ProjectFiles]));

    [Theory]
    [InlineData("Runtime/Runtime.csproj", "<Project><ItemGroup><PackageReference Include=\"Any\" /></ItemGroup></Project>")]
    [InlineData("Trainer/Trainer.csproj", "<Project><ItemGroup><ProjectReference Include=\"..\\Audio\\Audio.csproj\" /></ItemGroup></Project>")]
    [InlineData("Audio/Audio.csproj", "<Project><ItemGroup><ProjectReference Include=\"../Cli/Cli.csproj\" /></ItemGroup></Project>")]
    [InlineData("Other/Other.csproj", "<Project />")]
    public void A_wrong_reference_is_noticed(string path, string text) => Assert.Single(Rules.ProjectReferences([new SourceFile(path, text)]));

    [Theory]
    [InlineData("Runtime/Kernels/A.cs", "namespace EmbeddedSeq.Runtime.Kernel;")]
    [InlineData("Cli/A.cs", "class A;")]
    [InlineData("Audio/Wav/A.cs", "namespace EmbeddedSeq.Audio { class A; }")]
    public void A_wrong_namespace_is_noticed(string path, string text) => Assert.Single(Rules.NamespaceIsFolder([new SourceFile(path, text)]));

    [Theory]
    [InlineData("Runtime/Kernels/A.cs", "using EmbeddedSeq.Runtime.Model;", true)]
    [InlineData("Runtime/Features/A.cs", "using EmbeddedSeq.Runtime.Network;", true)]
    [InlineData("Runtime/Network/A.cs", "using EmbeddedSeq.Runtime.Model;", true)]
    [InlineData("Runtime/Model/A.cs", "using EmbeddedSeq.Runtime.Network;", false)] // A model is made of networks.
    [InlineData("Runtime/Features/A.cs", "var x = new Top();", true)] // Parent namespaces need no using.
    [InlineData("Runtime/Network/A.cs", "using EmbeddedSeq.Runtime.Decoding;", true)]
    [InlineData("Runtime/Decoding/A.cs", "using EmbeddedSeq.Runtime.Network;", false)] // A language model is a network.
    [InlineData("Runtime/Elsewhere/A.cs", "", true)]
    [InlineData("Runtime/Network/A.cs", "using EmbeddedSeq.Runtime.Kernels; Net net;", false)]
    [InlineData("Runtime/Features/A.cs", "// See Top and EmbeddedSeq.Runtime.Network. \n var x = \"Top\";", false)]
    [InlineData("Runtime/A.cs", "using EmbeddedSeq.Runtime.Network; Net net; Top top;", false)]
    public void A_look_upwards_is_noticed(string path, string text, bool isBreach)
    {
        SourceFile[] sources = [new("Runtime/Top.cs", "public sealed class Top;"), new("Runtime/Network/Net.cs", "internal readonly record struct Net;"), new(path, text)];
        Assert.Equal(isBreach, Rules.RuntimeLayers(sources).Any());
    }

    [Fact]
    public void Unsafe_code_and_capture_libraries_in_the_wrong_place_are_noticed()
    {
        Assert.Single(Rules.UnsafeCode([new SourceFile("Runtime/Model/A.cs", "unsafe class A;")]));
        Assert.Empty(Rules.UnsafeCode([new SourceFile("Runtime/Kernels/A.cs", "unsafe class A;"), new SourceFile("Runtime/A.cs", "// not unsafe")]));
        Assert.Single(Rules.CaptureLibraries([new SourceFile("Cli/A.cs", "\"libasound.so.2\""), new SourceFile("Audio/A.cs", "using NAudio;")]));
    }

    private static void Holds(IEnumerable<string> breaches) => Assert.Empty(breaches);
}
