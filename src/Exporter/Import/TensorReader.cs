using System.Globalization;
using System.Runtime.InteropServices;
using EmbeddedSeq.Exporter.Onnx;
using static EmbeddedSeq.Exporter.Onnx.TensorProto.Types;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>Tensors of an ONNX file to constants: floating-point numbers of any width as float32, integers as they are. Raw data are little-endian, as the specification has them.</summary>
/// <param name="folder">Where the file lies: large tensors may lie in files beside it. Null if it is in memory.</param>
internal sealed class TensorReader(string? folder)
{
    /// <exception cref="UnsupportedGraphException">Data that do not fit the shape, of another type, missing, or not finite.</exception>
    public Value Read(TensorProto tensor)
    {
        int[] dims = [.. tensor.Dims.Select(d => d is >= 0 and <= int.MaxValue ? (int)d : throw Problem(tensor, $"a length of {d}"))];
        try
        {
            return (DataType)tensor.DataType switch
            {
                DataType.Float => Floats(tensor, dims, Numbers(tensor, tensor.FloatData, (float x) => x)),
                DataType.Double => Floats(tensor, dims, Numbers(tensor, tensor.DoubleData, (double x) => (float)x)),
                DataType.Float16 => Floats(tensor, dims, Numbers(tensor, [.. tensor.Int32Data.Select(bits => (ushort)bits)], (ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits))),
                DataType.Bfloat16 => Floats(tensor, dims, Numbers(tensor, [.. tensor.Int32Data.Select(bits => (ushort)bits)], (ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16))),
                DataType.Int64 => new Constant<Size>(dims, Numbers(tensor, tensor.Int64Data, (long x) => new Size(x))),
                DataType.Int32 => new Constant<Size>(dims, Numbers(tensor, tensor.Int32Data, (int x) => new Size(x))),
                DataType.Bool => new Constant<Size>(dims, Numbers(tensor, [.. tensor.Int32Data.Select(x => (byte)x)], (byte x) => new Size(x))),
                _ => throw new UnsupportedGraphException($"numbers of data type {tensor.DataType}, expected floating-point numbers or integers"),
            };
        }
        catch (UnsupportedGraphException e)
        {
            throw Problem(tensor, e.Message);
        }
    }

    private static Constant<float> Floats(TensorProto tensor, int[] dims, float[] data)
    {
        int bad = Array.FindIndex(data, x => !float.IsFinite(x));
        return bad < 0 ? new Constant<float>(dims, data) : throw Problem(tensor, string.Create(CultureInfo.InvariantCulture, $"element {bad} is {data[bad]}, expected finite numbers"));
    }

    /// <summary>The numbers wherever the tensor has them: in raw bytes, in a list, in another file.</summary>
    private TResult[] Numbers<TFile, TResult>(TensorProto tensor, IReadOnlyCollection<TFile> listed, Func<TFile, TResult> convert)
        where TFile : unmanaged
    {
        ReadOnlySpan<byte> raw = tensor.DataLocation is DataLocation.External ? ReadExternal(tensor) : tensor.RawData.Span;
        if (raw.Length == 0) return [.. listed.Select(convert)];
        int size = Marshal.SizeOf<TFile>();
        if (raw.Length % size != 0) throw new UnsupportedGraphException($"expected a multiple of {size} bytes, found {raw.Length}");
        ReadOnlySpan<TFile> source = MemoryMarshal.Cast<byte, TFile>(raw);
        var result = new TResult[source.Length];
        for (int i = 0; i < result.Length; i++) result[i] = convert(source[i]);
        return result;
    }

    private byte[] ReadExternal(TensorProto tensor)
    {
        Dictionary<string, string> entries = tensor.ExternalData.DistinctBy(e => e.Key).ToDictionary(e => e.Key, e => e.Value);
        string name = entries.GetValueOrDefault("location", "");
        // Only files beside the model or in folders below it: a model must not read whatever file it names.
        if (name.Length == 0 || Path.IsPathRooted(name) || name.Split('/', '\\').Contains("..")) throw new UnsupportedGraphException($"its data must lie in a file beside the model, found location \"{name}\"");
        if (folder is null) throw new UnsupportedGraphException($"its data lie in {name}, beside a model file; this one is in memory");
        string path = Path.Combine(folder, name);
        if (!File.Exists(path)) throw new UnsupportedGraphException($"its data lie in {path}, which is missing");
        using FileStream file = File.OpenRead(path);
        long offset = Number(entries, "offset", 0), length = Number(entries, "length", Math.Max(0, file.Length - offset));
        if (offset > file.Length || length > file.Length - offset || length > Array.MaxLength) throw new UnsupportedGraphException($"its data are {length} bytes from {offset} on of {path}, which has {file.Length} (truncated file?)");
        byte[] data = new byte[length];
        file.Position = offset;
        file.ReadExactly(data);
        return data;
    }

    private static long Number(Dictionary<string, string> entries, string key, long otherwise)
    {
        if (!entries.TryGetValue(key, out string? text)) return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw new UnsupportedGraphException($"{key} of its external data must be a number of bytes, found \"{text}\"");
    }

    private static UnsupportedGraphException Problem(TensorProto tensor, string problem) => new($"tensor {(tensor.Name.Length > 0 ? tensor.Name : "of the node")}: {problem}");
}
