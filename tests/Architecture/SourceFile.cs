using System.Text.RegularExpressions;

namespace EmbeddedSeq.Architecture.Tests;

/// <summary>A source file of src/ with its place in the tree.</summary>
/// <param name="Path">From src/ on, with slashes: "Runtime/Kernels/RealFft.cs".</param>
/// <param name="Text">All of it.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    private static readonly string Root = FindRoot();

    /// <summary>"Runtime".</summary>
    public string Project => Path.Split('/')[0];

    /// <summary>The folder in the project, "Kernels"; empty for the top level.</summary>
    public string Folder => string.Join('/', Path.Split('/')[1..^1]);

    /// <summary>The text without comments and without what stands in quotation marks.</summary>
    public string Code { get; } = CommentsAndStrings().Replace(Text, " ");

    /// <summary>Names of the types that the file declares.</summary>
    public IEnumerable<string> Types => TypeDeclaration().Matches(Code).Select(m => m.Groups[1].Value);

    /// <summary>Whether the code contains the word.</summary>
    public bool Mentions(string identifier) => Regex.IsMatch(Code, $@"\b{Regex.Escape(identifier)}\b");

    /// <summary>The files of src/ with one of the endings, build output left out.</summary>
    public static SourceFile[] All(params string[] endings) =>
    [
        .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(f => System.IO.Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => endings.Any(f.EndsWith) && !f.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(f => new SourceFile(f, File.ReadAllText(System.IO.Path.Combine(Root, f)))),
    ];

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "EmbeddedSeq.sln"))) return System.IO.Path.Combine(folder.FullName, "src");
        }
        throw new InvalidOperationException($"No EmbeddedSeq.sln above {AppContext.BaseDirectory}: the tests read the sources.");
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\$*""\""(?s:.*?)""\""|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\])'""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndStrings();

    [GeneratedRegex(@"\b(?:class|struct|record|enum|interface)\s+(?:(?:class|struct)\s+)?([A-Z]\w*)")]
    private static partial Regex TypeDeclaration();
}
