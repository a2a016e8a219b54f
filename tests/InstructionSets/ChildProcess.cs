using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.InstructionSets;

/// <summary>Runs test classes again in a process that does without some of the processor's instruction sets (see <see cref="TestProgram"/>).</summary>
internal static class ChildProcess
{
    /// <summary>What to switch off, and the widest registers in bits that are left on any processor.</summary>
    public static TheoryData<string, int> Restrictions => new()
    {
        { "DOTNET_EnableAVX512", 256 },
        { "DOTNET_EnableAVX2", 128 }, // Takes the fused multiply-add away as well.
        { "DOTNET_EnableHWIntrinsic", 0 },
    };

    /// <summary>Runs the classes with <paramref name="variable"/> set to 0 and fails if a test in them fails.</summary>
    public static void Run(string variable, int registerBits, params Type[] testClasses)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        var start = new ProcessStartInfo(dotnet, [testClasses[0].Assembly.Location, registerBits.ToString(), .. testClasses.Select(t => t.FullName!)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable] = "0";
        using Process child = Process.Start(start)!;
        Task<string> error = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, $"{variable}=0: exit code {child.ExitCode}\n{output}{error.Result}");
    }
}
