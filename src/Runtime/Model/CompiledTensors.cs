using System.Numerics;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>Finds the tensors of a compiled model in memory and checks type, shape, alignment and that all floating-point numbers are finite.</summary>
internal sealed unsafe class CompiledTensors(string source, byte* data, IReadOnlyDictionary<string, SafetensorsEntry> entries)
{
    /// <summary>The panels of a matrix that is [N, K] in the trained model.</summary>
    public PanelMatrix Matrix(TensorSpec tensor, object owner)
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
        byte* pointer = Aligned(entry);
        if (precision != WeightPrecision.Int8)
        {
            CheckFinite(entry, pointer, halves: precision == WeightPrecision.Bfloat16);
            return new PanelMatrix(precision, rows, columns, pointer, null, null, owner);
        }
        float* scales = Vector(tensor.Name + ModelCompiler.ScalesSuffix, panels * PanelMatrix.Width);
        for (int n = 0; n < panels * PanelMatrix.Width; n++)
        {
            if (scales[n] <= 0) throw Error($"tensor {tensor.Name}{ModelCompiler.ScalesSuffix}: element {n} must be above 0, found {scales[n]}");
        }
        SafetensorsEntry corrections = Find(tensor.Name + ModelCompiler.CorrectionsSuffix);
        if (corrections.Type != "I32") throw Error($"tensor {corrections.Name}: expected type I32, found {corrections.Type}");
        CheckShape(corrections, [panels * PanelMatrix.Width]);
        return new PanelMatrix(precision, rows, columns, pointer, scales, (int*)Aligned(corrections), owner);
    }

    /// <summary>Float32 numbers in a row.</summary>
    public float* Vector(string name, int length)
    {
        SafetensorsEntry entry = Find(name);
        if (entry.Type != "F32") throw Error($"tensor {name}: expected type F32, found {entry.Type}");
        CheckShape(entry, [length]);
        byte* pointer = Aligned(entry);
        CheckFinite(entry, pointer, halves: false);
        return (float*)pointer;
    }

    private SafetensorsEntry Find(string name) => entries.TryGetValue(name, out SafetensorsEntry? entry) ? entry : throw Error($"tensor {name} is missing");

    private byte* Aligned(SafetensorsEntry entry)
    {
        byte* pointer = data + entry.Start;
        return (nint)pointer % 64 == 0 ? pointer : throw Error($"tensor {entry.Name}: must start on a multiple of 64 bytes, found byte {entry.Start}");
    }

    private void CheckShape(SafetensorsEntry entry, int[] shape)
    {
        if (!entry.Shape.AsSpan().SequenceEqual(shape)) throw Error($"tensor {entry.Name}: expected shape {Tensor.Format(shape)}, found {Tensor.Format(entry.Shape)}");
    }

    // A number is not finite exactly if all bits of its exponent are set.
    private void CheckFinite(SafetensorsEntry entry, byte* pointer, bool halves)
    {
        const uint exponent = 0x7F800000;
        uint* words = (uint*)pointer;
        long count = entry.Length / sizeof(uint);
        var upper = new Vector<uint>(exponent);
        var lower = new Vector<uint>(exponent >> 16);
        var bad = Vector<uint>.Zero;
        long i = 0;
        for (; i + Vector<uint>.Count <= count; i += Vector<uint>.Count)
        {
            Vector<uint> value = System.Numerics.Vector.Load(words + i);
            bad |= System.Numerics.Vector.Equals(value & upper, upper);
            if (halves) bad |= System.Numerics.Vector.Equals(value & lower, lower);
        }
        bool anyBad = bad != Vector<uint>.Zero;
        for (; i < count; i++) anyBad |= (words[i] & exponent) == exponent || (halves && (words[i] & exponent >> 16) == exponent >> 16);
        if (anyBad) throw Error($"tensor {entry.Name}: holds numbers that are not finite");
    }

    private ModelFormatException Error(string problem) => new(source, problem);
}
