using System.ComponentModel;
using System.Diagnostics;
using EmbeddedSeq.Cli.Tests;

namespace EmbeddedSeq.Native.Tests;

/// <summary>What a program left behind.</summary>
internal sealed record ProgramOutcome(int ExitCode, string Output, string Error);

/// <summary>A C or C++ program, built over eseq.h in a folder of its own, which is deleted at the end.</summary>
internal sealed class NativeProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eseq-native-");

    /// <summary>Compiles with all warnings as errors, and with the sanitizers if asked.</summary>
    /// <param name="source">A .c or .cpp file.</param>
    public NativeProgram(string source)
    {
        string include = Path.Combine(Library, "include"), host = File("host.o");
        string[] warnings = ["-O1", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror", $"-I{include}"];
        Compile("gcc", ["-std=c11", .. warnings, "-c", Path.Combine(include, "eseq_host.c"), "-o", host]);
        (string compiler, string standard) = source.EndsWith(".c", StringComparison.Ordinal) ? ("gcc", "-std=c11") : ("g++", "-std=c++17");
        Compile(compiler, [standard, .. warnings, source, host, $"-L{include}", "-lnethost", "-ldl", $"-Wl,-rpath,{include}", "-o", File("program")]);
    }

    /// <summary>The folder of src/Native's build, in the configuration of this test.</summary>
    public static string Library { get; } = Repository.File(Path.Combine("src", "Native", "bin", Configuration, "net10.0"));

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>A path in the program's folder.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Runs it in the repository's root.</summary>
    /// <param name="input">What it reads on its standard input.</param>
    /// <param name="arguments">Its command line.</param>
    public Task<ProgramOutcome> Run(byte[] input, params string[] arguments) => Execute(File("program"), arguments, input);

    /// <summary>As <see cref="Run"/>, under valgrind: exit code 99 if the program's own code does anything wrong with memory.</summary>
    public Task<ProgramOutcome> RunChecked(params string[] arguments) =>
        Execute("valgrind", ["-q", "--error-exitcode=99", "--smc-check=all-non-file", $"--suppressions={Repository.File("tests/Native/dotnet.supp")}", File("program"), .. arguments], []);

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Compile(string compiler, string[] arguments)
    {
        ProgramOutcome outcome = Execute(compiler, arguments, []).GetAwaiter().GetResult();
        if (outcome.ExitCode != 0) throw new InvalidOperationException($"{compiler} {string.Join(' ', arguments)}\n{outcome.Error}");
    }

    private static async Task<ProgramOutcome> Execute(string program, string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        // The runtime of this test, also where it is not installed in the usual place.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        // .NET takes the address space for 256 GB otherwise, which valgrind does not give.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x10000000";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(10));
            return new ProgramOutcome(process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"This test needs {program}: install the packages g++ and valgrind.");
        }
    }
}
