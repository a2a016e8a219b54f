using System.Runtime.InteropServices;
using System.Text;

namespace EmbeddedSeq.Exporter.OnnxRuntime;

/// <summary>The loaded library: its function table, and what every session shares. Loaded at first use, for the life of the process.</summary>
internal sealed unsafe class OrtApi
{
    private const uint TableVersion = 5;
    private const int FatalErrorsOnly = 4; // Failures come back as a status; they need not be logged as well.
    private static readonly Lazy<OrtApi> s_instance = new(() => new OrtApi());
    private readonly nint* _table;

    private OrtApi()
    {
        nint library = NativeLibraryLocator.Load();
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint getBase))
            throw new OnnxRuntimeException("the library that was loaded as ONNX Runtime has no function OrtGetApiBase");
        nint* apiBase = ((delegate* unmanaged<nint*>)getBase)(); // { GetApi, GetVersionString }
        _table = (nint*)((delegate* unmanaged<uint, nint>)apiBase[0])(TableVersion);
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)apiBase[1])())!;
        if (_table == null) throw new OnnxRuntimeException($"ONNX Runtime {Version} has no C API of version {TableVersion}");

        nint handle;
        fixed (byte* name = Utf8("EmbeddedSeq")) Check(((delegate* unmanaged<int, byte*, nint*, nint>)this[OrtFunction.CreateEnv])(FatalErrorsOnly, name, &handle));
        Environment = handle;
        Check(((delegate* unmanaged<nint, nint>)this[OrtFunction.DisableTelemetryEvents])(Environment));
        Check(((delegate* unmanaged<int, int, nint*, nint>)this[OrtFunction.CreateCpuMemoryInfo])(0, 0, &handle)); // Device allocator, default memory.
        CpuMemory = handle;
        Check(((delegate* unmanaged<nint*, nint>)this[OrtFunction.CreateRunOptions])(&handle));
        RunOptions = handle;
    }

    /// <summary>The library; the first use loads it.</summary>
    /// <exception cref="OnnxRuntimeException">It is not there.</exception>
    public static OrtApi Instance => s_instance.Value;

    /// <summary>Version of the library, for example "1.30.0".</summary>
    public string Version { get; }

    /// <summary>OrtEnv.</summary>
    public nint Environment { get; }

    /// <summary>OrtMemoryInfo of ordinary memory.</summary>
    public nint CpuMemory { get; }

    /// <summary>OrtRunOptions without any setting.</summary>
    public nint RunOptions { get; }

    /// <summary>Address of a function.</summary>
    public nint this[OrtFunction function] => _table[(int)function];

    /// <summary>Throws if a call returned a status, which means that it failed.</summary>
    public void Check(nint status)
    {
        if (status == 0) return;
        string message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)this[OrtFunction.GetErrorMessage])(status))!;
        ((delegate* unmanaged<nint, void>)this[OrtFunction.ReleaseStatus])(status);
        throw new OnnxRuntimeException("ONNX Runtime: " + message.ReplaceLineEndings(" ").Trim());
    }

    /// <summary>Text as the C API takes it: UTF-8 with a zero at the end.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
