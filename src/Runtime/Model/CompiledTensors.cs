using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>Finds the tensors of a compiled model in memory and checks type, shape, alignment and that all floating-point numbers are finite.</summary>
internal sealed class CompiledTensors(string source, MemoryRegion memory, IReadOnlyDictionary<string, SafetensorsEntry> entries)
{
    /// <summary>The panels of a matrix that is [N, K] in the trained model.</summary>
    public PanelMatrix Matrix(TensorSpec tensor)
    {
        (int columns, int rows) = (tensor.Shape[0], tensor.Shape[1]);
        int panels = PanelMatrix.PanelsOf(columns);
        SafetensorsEntry entry = Find(tensor.Name);
        WeightPrecision precision = entry.Type switch
        {
            "F32" => WeightPrecision.Float32,
            "BF16" => WeightPrecision.Bfloat16,
            "I8" => WeightPrecision.Int8,
            _ => throw Error($"tensor {tensor.Name}: expected type F32, BF16 or I8, found {entry.Type}"),
        };
        CheckShape(entry, ModelCompiler.PanelShape(precision, rows, columns));
        MemoryRegion data = Aligned(entry);
        if (precision != WeightPrecision.Int8)
        {
            CheckFinite(entry, data, halves: precision == WeightPrecision.Bfloat16);
            return new PanelMatrix(precision, rows, columns, data);
        }
        MemoryRegion scaleRegion = VectorRegion(tensor.Name + ModelCompiler.ScalesSuffix, panels * PanelMatrix.Width);
        ReadOnlySpan<float> scales = scaleRegion.As<float>();
        int bad = FindNotPositive(scales);
        if (bad >= 0) throw Error($"tensor {tensor.Name}{ModelCompiler.ScalesSuffix}: element {bad} must be above 0, found {scales[bad]}");
        SafetensorsEntry corrections = Find(tensor.Name + ModelCompiler.CorrectionsSuffix);
        if (corrections.Type != "I32") throw Error($"tensor {corrections.Name}: expected type I32, found {corrections.Type}");
        CheckShape(corrections, [panels * PanelMatrix.Width]);
        return new PanelMatrix(precision, rows, columns, data, scaleRegion, Aligned(corrections));
    }

    /// <summary>A copy of the first <paramref name="length"/> float32 numbers of a vector that is padded to whole panels.</summary>
    public float[] Vector(string name, int length) => VectorRegion(name, ModelCompiler.Padded(length)).As<float>()[..length].ToArray();

    private MemoryRegion VectorRegion(string name, int length)
    {
        SafetensorsEntry entry = Find(name);
        if (entry.Type != "F32") throw Error($"tensor {name}: expected type F32, found {entry.Type}");
        CheckShape(entry, [length]);
        MemoryRegion data = Aligned(entry);
        CheckFinite(entry, data, halves: false);
        return data;
    }

    private SafetensorsEntry Find(string name) => entries.TryGetValue(name, out SafetensorsEntry? entry) ? entry : throw Error($"tensor {name} is missing");

    private MemoryRegion Aligned(SafetensorsEntry entry)
    {
        MemoryRegion region = memory.Slice(entry.Start, entry.Length);
        return region.IsAligned(64) ? region : throw Error($"tensor {entry.Name}: must start on a multiple of 64 bytes, found byte {entry.Start}");
    }

    private void CheckShape(SafetensorsEntry entry, int[] shape)
    {
        if (!entry.Shape.AsSpan().SequenceEqual(shape)) throw Error($"tensor {entry.Name}: expected shape {Tensor.Format(shape)}, found {Tensor.Format(entry.Shape)}");
    }

    private void CheckFinite(SafetensorsEntry entry, MemoryRegion data, bool halves)
    {
        if (!FiniteCheck.Run(data.As<uint>(), halves)) throw Error($"tensor {entry.Name}: holds numbers that are not finite");
        GC.KeepAlive(data);
    }

    /// <summary>The first number that is not above 0; −1 if there is none.</summary>
    /// <remarks>Compiled ahead: otherwise a long loop has its method compiled anew while it runs, and the jump from one to the other takes 0.7 MB.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FindNotPositive(ReadOnlySpan<float> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] <= 0) return i;
        }
        return -1;
    }

    private ModelFormatException Error(string problem) => new(source, problem);
}
