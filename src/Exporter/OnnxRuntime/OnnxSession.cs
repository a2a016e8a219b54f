using System.Runtime.InteropServices;

namespace EmbeddedSeq.Exporter.OnnxRuntime;

/// <summary>A graph loaded by ONNX Runtime. Any number of threads may run it, each with a binding of its own.</summary>
public sealed unsafe class OnnxSession : IDisposable
{
    /// <summary>Loads a graph from the bytes of an ONNX file.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not there, or does not accept the graph.</exception>
    public OnnxSession(ReadOnlySpan<byte> model, OnnxSessionOptions? options = null)
    {
        OrtApi api = OrtApi.Instance;
        using OrtHandle settings = (options ?? new()).Create();
        nint address;
        fixed (byte* bytes = model)
            api.Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)api[OrtFunction.CreateSessionFromArray])(api.Environment, bytes, (nuint)model.Length, settings.Address, &address));
        Handle = new OrtHandle(address, OrtFunction.ReleaseSession);
        Inputs = Names(OrtFunction.SessionGetInputCount, OrtFunction.SessionGetInputName);
        Outputs = Names(OrtFunction.SessionGetOutputCount, OrtFunction.SessionGetOutputName);
    }

    /// <summary>Version of the library that is in use.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not there.</exception>
    public static string RuntimeVersion => OrtApi.Instance.Version;

    /// <summary>Names of the graph's inputs.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Names of the graph's outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    internal OrtHandle Handle { get; }

    /// <summary>Loads an ONNX file.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not there, or does not accept the graph.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxSession Load(string path, OnnxSessionOptions? options = null) => new(File.ReadAllBytes(path), options);

    /// <summary>A fresh set of inputs and outputs to run the graph with.</summary>
    public OnnxBinding CreateBinding() => new(this);

    /// <summary>Releases the graph once no binding uses it any more.</summary>
    public void Dispose() => Handle.Dispose();

    private string[] Names(OrtFunction count, OrtFunction name)
    {
        OrtApi api = OrtApi.Instance;
        nint allocator;
        nuint length;
        api.Check(((delegate* unmanaged<nint*, nint>)api[OrtFunction.GetAllocatorWithDefaultOptions])(&allocator));
        api.Check(((delegate* unmanaged<nint, nuint*, nint>)api[count])(Handle.Address, &length));
        string[] names = new string[(int)length];
        for (int i = 0; i < names.Length; i++)
        {
            nint text;
            api.Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)api[name])(Handle.Address, (nuint)i, allocator, &text));
            names[i] = Marshal.PtrToStringUTF8(text)!;
            api.Check(((delegate* unmanaged<nint, nint, nint>)api[OrtFunction.AllocatorFree])(allocator, text));
        }
        return names;
    }
}
