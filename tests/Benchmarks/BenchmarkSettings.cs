using EmbeddedSeq.Benchmarks.Reports;

namespace EmbeddedSeq.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Command">The command.</param>
/// <param name="Quick">Fewer rounds.</param>
/// <param name="Out">Folder of the result tables; null: benchmarks/&lt;processor&gt; of the repository.</param>
internal sealed record BenchmarkSettings(string Command, bool Quick, string? Out)
{
    /// <summary>The folder of the result tables.</summary>
    public string Folder => Out ?? Path.Combine(RepositoryRoot(), "benchmarks", Machine.FolderName);

    /// <summary>Rounds in which all that is compared takes its turn.</summary>
    public int Rounds => Quick ? 5 : 31;

    /// <summary>The command as one would type it.</summary>
    public string CommandLine => $"dotnet run -c Release --project tests/Benchmarks -- {Command}{(Quick ? " --quick" : "")}";

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? at = new(Environment.CurrentDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "EmbeddedSeq.sln"))) return at.FullName;
        }
        throw new DirectoryNotFoundException($"No folder from {Environment.CurrentDirectory} upwards has EmbeddedSeq.sln: run in the repository, or name a folder with --out.");
    }
}
