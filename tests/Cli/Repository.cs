namespace EmbeddedSeq.Cli.Tests;

/// <summary>The clone that the tests run in.</summary>
internal static class Repository
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file of it.</summary>
    public static string File(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !System.IO.File.Exists(Path.Combine(at.FullName, "EmbeddedSeq.sln"))) at = at.Parent;
        return at?.FullName ?? throw new DirectoryNotFoundException($"EmbeddedSeq.sln is not above {AppContext.BaseDirectory}");
    }
}
