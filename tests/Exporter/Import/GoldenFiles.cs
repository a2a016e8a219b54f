using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Exporter.Tests.Import;

/// <summary>The files that tests/Golden/onnx_import.py writes.</summary>
internal static class GoldenFiles
{
    public static string Path(string name, [CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "Golden", "onnx", name + ".onnx"));
}
