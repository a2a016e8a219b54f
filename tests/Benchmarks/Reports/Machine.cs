using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace EmbeddedSeq.Benchmarks.Reports;

/// <summary>What the numbers were measured on.</summary>
internal static partial class Machine
{
    /// <summary>The processor's name for people.</summary>
    public static string Processor { get; } = ReadProcessor();

    /// <summary>The processor's name as a folder.</summary>
    public static string FolderName => NotWord().Replace(Processor.ToLowerInvariant(), "-").Trim('-');

    /// <summary>Processor, system and .NET in a line.</summary>
    public static string Description =>
        $"{Processor}, {Environment.ProcessorCount} cores, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits{(AvxVnni.IsSupported ? " with VNNI" : "")}; {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, {RuntimeInformation.FrameworkDescription}";

    private static string ReadProcessor()
    {
        const string info = "/proc/cpuinfo";
        if (!File.Exists(info)) return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
        string[] lines = File.ReadAllLines(info);
        string Field(string name) => lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "";
        string model = Field("model name");
        if (model.Length == 0) return RuntimeInformation.ProcessArchitecture.ToString();
        // Virtual machines hide the number of the model; family and model still tell the generation.
        return model.Any(char.IsDigit) ? model : $"{model} family {Field("cpu family")} model {lines.First(l => l.StartsWith("model\t", StringComparison.Ordinal)).Split(':')[1].Trim()}";
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotWord();
}
