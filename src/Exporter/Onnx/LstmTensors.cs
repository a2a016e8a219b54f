using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>The tensors of an LSTM layer as ONNX wants them: gates in the order i, o, f, c, directions stacked in front.</summary>
/// <remarks>H units, I inputs, D directions. Source: the LSTM operator of opset 14.</remarks>
internal sealed class LstmTensors
{
    // Where the gates i, o, f, c stand in our order i, f, g, o (g is ONNX's c).
    private static readonly int[] s_gates = [0, 3, 1, 2];

    public LstmTensors(ModelWeights model, int layer)
    {
        LayerSpec spec = model.Spec.Layers[layer];
        string prefix = ModelSpec.Prefix(layer);
        string[] directions = spec.Bidirectional ? ["", "_reverse"] : [""];
        float[] none = new float[4 * spec.Units];
        InputWeights = [.. directions.SelectMany(d => Reorder(model[prefix + "weight_ih" + d].Data))];
        RecurrentWeights = [.. directions.SelectMany(d => Reorder(model[prefix + "weight_hh" + d].Data))];
        Biases = [.. directions.SelectMany(d => Reorder(model[prefix + "bias" + d].Data).Concat(none))];
    }

    /// <summary>W [D, 4H, I].</summary>
    public float[] InputWeights { get; }

    /// <summary>R [D, 4H, H].</summary>
    public float[] RecurrentWeights { get; }

    /// <summary>B [D, 8H]: our biases, then zeros for the second set that ONNX adds to them.</summary>
    public float[] Biases { get; }

    private static float[] Reorder(float[] gates)
    {
        int block = gates.Length / 4;
        float[] reordered = new float[gates.Length];
        for (int i = 0; i < 4; i++) gates.AsSpan(s_gates[i] * block, block).CopyTo(reordered.AsSpan(i * block));
        return reordered;
    }
}
