using System.Runtime.InteropServices;

namespace EmbeddedSeq.Exporter.OnnxRuntime;

/// <summary>Finds and loads ONNX Runtime's native library. Where it comes from: docs/native-libraries.md.</summary>
internal static class NativeLibraryLocator
{
    /// <summary>Environment variable with the path of the library file; it wins over every other place.</summary>
    public const string PathVariable = "EMBEDDEDSEQ_ONNXRUNTIME";

    /// <summary>Loads the library.</summary>
    /// <exception cref="OnnxRuntimeException">Not found, or not loadable on this machine.</exception>
    public static nint Load()
    {
        string? chosen = Environment.GetEnvironmentVariable(PathVariable);
        try
        {
            if (!string.IsNullOrEmpty(chosen)) return NativeLibrary.Load(chosen);
#if NUGET_NATIVES
            return NativeLibrary.Load("onnxruntime", typeof(NativeLibraryLocator).Assembly, searchPath: null);
#else
            return NativeLibrary.Load(FindInNodeModules(AppContext.BaseDirectory));
#endif
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // .NET's first line is general advice; what the system's loader says of the first place it tried comes after.
            string[] lines = e.Message.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
            throw new OnnxRuntimeException($"ONNX Runtime's native library{(string.IsNullOrEmpty(chosen) ? "" : $", {chosen} as {PathVariable} says,")} cannot be loaded: {lines[Math.Min(1, lines.Length - 1)]}", e);
        }
    }

    /// <summary>The library of the npm package onnxruntime-node in the nearest node_modules of a folder or those above it.</summary>
    /// <exception cref="OnnxRuntimeException">None of them has it.</exception>
    public static string FindInNodeModules(string folder)
    {
        string package = Path.Combine("node_modules", "onnxruntime-node", "bin", "napi-v6", PlatformFolder);
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            string candidates = Path.Combine(at.FullName, package);
            if (!Directory.Exists(candidates)) continue;
            string? library = Directory.EnumerateFiles(candidates, FilePattern).Order(StringComparer.Ordinal).FirstOrDefault();
            if (library is not null) return library;
        }
        throw new OnnxRuntimeException($"ONNX Runtime's native library was not found in {package} of {folder} or of a folder above it: run `npm ci --ignore-scripts` in the repository's root, or name the library file in {PathVariable}");
    }

    /// <summary>Operating system and processor as the npm package names them.</summary>
    private static string PlatformFolder
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
            string processor = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? "arm64" : "x64";
            return Path.Combine(system, processor);
        }
    }

    private static string FilePattern => OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.*.dylib" : "libonnxruntime.so.*";
}
