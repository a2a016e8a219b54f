using EmbeddedSeq.Exporter.OnnxRuntime;

namespace EmbeddedSeq.Exporter.Verification;

/// <summary>A binding that owns the tensors bound to it.</summary>
internal sealed class BoundInputs(OnnxBinding binding) : IDisposable
{
    private readonly List<OnnxTensor> _tensors = [];

    /// <summary>Binds a new tensor of zeros to an input and returns its numbers.</summary>
    public Span<float> Input(string name, long[] shape) => Input<float>(name, shape);

    /// <inheritdoc cref="Input(string, long[])"/>
    public Span<T> Input<T>(string name, long[] shape)
        where T : unmanaged => InputTensor<T>(name, shape).Data;

    /// <summary>Binds a new tensor of zeros to an input and returns it.</summary>
    public OnnxTensor<T> InputTensor<T>(string name, long[] shape)
        where T : unmanaged
    {
        OnnxTensor<T> tensor = Own(new OnnxTensor<T>(shape));
        binding.Input(name, tensor);
        return tensor;
    }

    /// <summary>Binds a new tensor to an output and returns its numbers.</summary>
    public Span<float> Output(string name, long[] shape) => Output<float>(name, shape);

    /// <inheritdoc cref="Output(string, long[])"/>
    public Span<T> Output<T>(string name, long[] shape)
        where T : unmanaged
    {
        OnnxTensor<T> tensor = Own(new OnnxTensor<T>(shape));
        binding.Output(name, tensor);
        return tensor.Data;
    }

    public void Run() => binding.Run();

    public void Dispose()
    {
        binding.Dispose();
        foreach (OnnxTensor tensor in _tensors) tensor.Dispose();
    }

    private OnnxTensor<T> Own<T>(OnnxTensor<T> tensor)
        where T : unmanaged
    {
        _tensors.Add(tensor);
        return tensor;
    }
}
