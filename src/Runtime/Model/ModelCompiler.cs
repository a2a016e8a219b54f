using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>Turns trained weights into the tensors of a compiled model. docs/model-format.md describes them.</summary>
public static class ModelCompiler
{
    /// <summary>Dense layers of at most so many outputs stay in float32.</summary>
    private const int SmallDense = 1024;

    internal const string ScalesSuffix = ".scales", CorrectionsSuffix = ".corrections";

    /// <summary>Writes a compiled model; a file that is there is replaced in one step. The file is the same for every processor.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(ModelWeights model, WeightPrecision precision, string path)
    {
        string description = model.Spec.ToJson();
        IReadOnlyList<SafetensorsItem> tensors = Compile(model, precision);
        var metadata = new Dictionary<string, string>
        {
            [ModelWeights.SpecKey] = description,
            [CompiledModel.VersionKey] = CompiledModel.Version,
            [ModelChecksum.Key] = ModelChecksum.Of(description, tensors),
        };
        SafetensorsWriter.Write(path, metadata, tensors);
    }

    /// <summary>The tensors, each padded to a length that keeps the next one on a multiple of 64 bytes.</summary>
    internal static IReadOnlyList<SafetensorsItem> Compile(ModelWeights model, WeightPrecision precision)
    {
        var items = new List<SafetensorsItem>();
        foreach ((string network, IReadOnlyList<LayerSpec> layers) in model.Spec.AllNetworks())
        {
            for (int i = 0; i < layers.Count; i++)
            {
                // Small dense layers decide which letter it is, and rounding them saves nothing worth having.
                WeightPrecision kept = layers[i].Kind == LayerKind.Dense && layers[i].Units <= SmallDense ? WeightPrecision.Float32 : precision;
                foreach (TensorSpec spec in layers[i].Tensors()) items.AddRange(Compile(model[LayerSpec.Prefix(i, network) + spec.Name], kept));
            }
        }
        if (model.Spec.Audio is null) return items;
        int bands = model.Spec.Features.Bands;
        items.Add(Floats("features.std", model["features.std"].Data, Padded(bands)));
        items.Add(Floats("features.mean", model["features.mean"].Data, Padded(bands)));
        return items;
    }

    /// <summary>Shape of the panels of a matrix of K rows and N columns.</summary>
    internal static int[] PanelShape(WeightPrecision precision, int rows, int columns) => precision == WeightPrecision.Int8
        ? [PanelMatrix.PanelsOf(columns), Quantization.PaddedLength(rows) / 4, PanelMatrix.Width, 4]
        : [PanelMatrix.PanelsOf(columns), rows, PanelMatrix.Width];

    /// <summary>Length of a vector in the file: whole panels.</summary>
    internal static int Padded(int length) => PanelMatrix.PanelsOf(length) * PanelMatrix.Width;

    private static IEnumerable<SafetensorsItem> Compile(Tensor tensor, WeightPrecision precision)
    {
        if (tensor.Shape.Count == 1) return [Floats(tensor.Name, tensor.Data, Padded(tensor.Data.Length))];
        (int columns, int rows) = (tensor.Shape[0], tensor.Shape[1]);
        PackedPanels packed = PanelPacker.Pack(tensor.Data, columns, rows, precision);
        string type = precision switch
        {
            WeightPrecision.Float32 => "F32",
            WeightPrecision.Bfloat16 => "BF16",
            _ => "I8",
        };
        var panels = new SafetensorsItem(tensor.Name, type, PanelShape(precision, rows, columns), packed.Data);
        if (precision != WeightPrecision.Int8) return [panels];
        return
        [
            panels,
            Floats(tensor.Name + ScalesSuffix, packed.Scales, packed.Scales.Length),
            new SafetensorsItem(tensor.Name + CorrectionsSuffix, "I32", [packed.Corrections.Length], MemoryMarshal.AsBytes(packed.Corrections.AsSpan()).ToArray()),
        ];
    }

    private static SafetensorsItem Floats(string name, float[] values, int length)
    {
        float[] padded = new float[length];
        values.CopyTo(padded, 0);
        return new SafetensorsItem(name, "F32", [length], MemoryMarshal.AsBytes(padded.AsSpan()).ToArray());
    }
}
