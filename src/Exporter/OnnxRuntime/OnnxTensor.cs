using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Exporter.OnnxRuntime;

/// <summary>Numbers that ONNX Runtime reads and writes in place.</summary>
public abstract class OnnxTensor : IDisposable
{
    private protected OnnxTensor() { }

    internal OrtHandle Handle { get; private protected init; } = null!;

    /// <summary>Releases ONNX Runtime's view of the numbers.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A tensor of float, int or long.</summary>
public sealed unsafe class OnnxTensor<T> : OnnxTensor where T : unmanaged
{
    private const int Alignment = 64;
    private readonly byte[] _memory;
    private readonly int _start;

    /// <summary>A tensor of zeros.</summary>
    /// <param name="shape">Length along each dimension, at least 1 each, outermost first.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not there.</exception>
    public OnnxTensor(params ReadOnlySpan<long> shape)
    {
        int length = 1;
        foreach (long d in shape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(d, 1, nameof(shape));
            length = checked(length * (int)d);
        }
        Length = length;
        int bytes = checked(length * sizeof(T));
        _memory = GC.AllocateArray<byte>(bytes + Alignment, pinned: true); // Pinned: ONNX Runtime keeps the address.
        byte* data = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _start = (int)(-(nint)data & (Alignment - 1));

        OrtApi api = OrtApi.Instance;
        nint address;
        fixed (long* dimensions = shape)
            api.Check(((delegate* unmanaged<nint, byte*, nuint, long*, nuint, int, nint*, nint>)api[OrtFunction.CreateTensorWithDataAsOrtValue])(api.CpuMemory, data + _start, (nuint)bytes, dimensions, (nuint)shape.Length, ElementType, &address));
        Handle = new OrtHandle(address, OrtFunction.ReleaseValue);
    }

    /// <summary>Number of numbers.</summary>
    public int Length { get; }

    /// <summary>The numbers, row-major, 64-byte aligned.</summary>
    public Span<T> Data => MemoryMarshal.Cast<byte, T>(_memory.AsSpan(_start, Length * sizeof(T)));

    // ONNXTensorElementDataType, the same numbers as TensorProto's.
    private static int ElementType =>
        typeof(T) == typeof(float) ? 1 :
        typeof(T) == typeof(int) ? 6 :
        typeof(T) == typeof(long) ? 7 :
        throw new NotSupportedException($"Tensors are of float, int or long, found {typeof(T)}.");
}
