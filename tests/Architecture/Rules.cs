using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EmbeddedSeq.Architecture.Tests;

/// <summary>The rules of the code base. Each gives one line for each breach, with file and reason.</summary>
internal static partial class Rules
{
    /// <summary>Which projects a project may refer to.</summary>
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Runtime"] = [],
        ["Audio"] = ["Runtime"],
        ["Trainer"] = ["Runtime"],
        ["Exporter"] = ["Runtime"],
        ["Native"] = ["Runtime"],
        ["Extensions.AI"] = ["Runtime", "Audio"],
        ["Cli"] = ["Runtime", "Audio", "Trainer", "Exporter"],
    };

    /// <summary>The folders of Runtime from the ground up. A folder knows those of the lines before its own, not its neighbours; "" is the top level.</summary>
    private static readonly string[][] Layers = [["Diagnostics"], ["Memory"], ["Kernels"], ["Network"], ["Model"], ["Features", "Embedding", "Search"], ["Decoding"], [""]];

    /// <summary>Folders above Network that meet it as spans only.</summary>
    private static readonly string[] Strangers = ["Features", "Embedding", "Search"];

    public static IEnumerable<string> ProjectReferences(IEnumerable<SourceFile> projects)
    {
        foreach (SourceFile project in projects)
        {
            if (!Projects.TryGetValue(project.Project, out string[]? allowed))
            {
                yield return $"{project.Path}: project {project.Project} has no place in the dependency rule";
                continue;
            }
            XDocument xml = XDocument.Parse(project.Text);
            foreach (string reference in Includes(xml, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))))
            {
                if (!allowed.Contains(reference)) yield return $"{project.Path}: {project.Project} must not refer to {reference}";
            }
            foreach (string package in Includes(xml, "PackageReference"))
            {
                if (project.Project == "Runtime") yield return $"{project.Path}: Runtime has no packages, found {package}";
            }
        }
    }

    public static IEnumerable<string> NamespaceIsFolder(IEnumerable<SourceFile> sources)
    {
        foreach (SourceFile source in sources)
        {
            string expected = $"EmbeddedSeq.{source.Project}" + (source.Folder.Length > 0 ? "." + source.Folder.Replace('/', '.') : "");
            string[] found = [.. NamespaceDeclaration().Matches(source.Code).Select(m => m.Groups[1].Value)];
            if (found.Length == 0 && Path.GetFileName(source.Path) != "Program.cs") yield return $"{source.Path}: no namespace, expected {expected}";
            foreach (string other in found.Where(f => f != expected)) yield return $"{source.Path}: expected namespace {expected}, found {other}";
        }
    }

    public static IEnumerable<string> RuntimeLayers(IReadOnlyCollection<SourceFile> sources)
    {
        SourceFile[] runtime = [.. sources.Where(s => s.Project == "Runtime")];
        foreach (SourceFile source in runtime)
        {
            int layer = Array.FindIndex(Layers, l => l.Contains(TopFolder(source)));
            if (layer < 0)
            {
                yield return $"{source.Path}: folder {source.Folder} has no place in the order of Runtime";
                continue;
            }
            IEnumerable<string> forbidden = Layers[layer..].SelectMany(l => l).Where(f => f != TopFolder(source));
            if (Strangers.Contains(TopFolder(source))) forbidden = forbidden.Append("Network");
            foreach (string folder in forbidden)
            {
                if (folder.Length > 0 && source.Mentions($"EmbeddedSeq.Runtime.{folder}")) yield return $"{source.Path}: must not use namespace {folder}";
                foreach (string type in runtime.Where(s => TopFolder(s) == folder).SelectMany(s => s.Types).Where(source.Mentions))
                    yield return $"{source.Path}: must not know {type} of {(folder.Length > 0 ? folder : "the top level")}";
            }
        }
    }

    public static IEnumerable<string> UnsafeCode(IEnumerable<SourceFile> sources) =>
        from source in sources
        where source.Project == "Runtime" && TopFolder(source) is not ("Kernels" or "Memory")
        where source.Mentions("unsafe") || source.Mentions("Unsafe")
        select $"{source.Path}: only Kernels and Memory may use unsafe code";

    public static IEnumerable<string> CaptureLibraries(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Project != "Audio"
        from name in new[] { "NAudio", "libasound" }
        where file.Text.Contains(name, StringComparison.OrdinalIgnoreCase)
        select $"{file.Path}: only Audio may name {name}";

    private static string TopFolder(SourceFile source) => source.Folder.Split('/')[0];

    private static IEnumerable<string> Includes(XDocument project, string element) =>
        project.Descendants(element).Select(e => e.Attribute("Include")?.Value ?? "");

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();
}
