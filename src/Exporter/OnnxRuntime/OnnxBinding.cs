namespace EmbeddedSeq.Exporter.OnnxRuntime;

/// <summary>Inputs and outputs of a session, bound once and run any number of times without allocating. Not for two threads at once.</summary>
public sealed unsafe class OnnxBinding : IDisposable
{
    private readonly OnnxSession _session;
    private readonly OrtHandle _handle;
    private readonly Dictionary<string, OnnxTensor> _bound = []; // Keeps the tensors' memory alive.

    internal OnnxBinding(OnnxSession session)
    {
        OrtApi api = OrtApi.Instance;
        nint address;
        api.Check(((delegate* unmanaged<nint, nint*, nint>)api[OrtFunction.CreateIoBinding])(session.Handle.Address, &address));
        _session = session;
        _handle = new OrtHandle(address, OrtFunction.ReleaseIoBinding, owner: session.Handle);
    }

    /// <summary>Binds the tensor that an input is read from.</summary>
    /// <exception cref="ArgumentException">The graph has no such input.</exception>
    /// <exception cref="OnnxRuntimeException">The tensor does not fit.</exception>
    public OnnxBinding Input(string name, OnnxTensor tensor) => Bind(OrtFunction.BindInput, _session.Inputs, name, tensor);

    /// <summary>Binds the tensor that an output is written to.</summary>
    /// <exception cref="ArgumentException">The graph has no such output.</exception>
    /// <exception cref="OnnxRuntimeException">The tensor does not fit.</exception>
    public OnnxBinding Output(string name, OnnxTensor tensor) => Bind(OrtFunction.BindOutput, _session.Outputs, name, tensor);

    /// <summary>Runs the graph on what is bound.</summary>
    /// <exception cref="OnnxRuntimeException">An input is not bound, or a shape does not fit.</exception>
    public void Run()
    {
        OrtApi api = OrtApi.Instance;
        api.Check(((delegate* unmanaged<nint, nint, nint, nint>)api[OrtFunction.RunWithBinding])(_session.Handle.Address, api.RunOptions, _handle.Address));
        GC.KeepAlive(this);
    }

    /// <summary>Releases the binding; the tensors stay.</summary>
    public void Dispose() => _handle.Dispose();

    private OnnxBinding Bind(OrtFunction function, IReadOnlyList<string> names, string name, OnnxTensor tensor)
    {
        if (!names.Contains(name)) throw new ArgumentException($"The graph has {string.Join(", ", names)}, not {name}.", nameof(name));
        OrtApi api = OrtApi.Instance;
        fixed (byte* text = OrtApi.Utf8(name)) api.Check(((delegate* unmanaged<nint, byte*, nint, nint>)api[function])(_handle.Address, text, tensor.Handle.Address));
        _bound[name] = tensor;
        return this;
    }
}
