namespace EmbeddedSeq.Exporter.Onnx;

/// <summary>Brings the gates of a recurrent layer into the order of ONNX's operators and back.</summary>
internal static class OperatorGates
{
    /// <summary>Where the gates i, o, f, c of ONNX's LSTM stand in our order i, f, g, o (g is c).</summary>
    public static readonly int[] LstmToOnnx = [0, 3, 1, 2];

    /// <summary>Where our gates i, f, g, o stand in ONNX's order i, o, f, c.</summary>
    public static readonly int[] LstmFromOnnx = [0, 2, 3, 1];

    /// <summary>Where ONNX's peepholes i, o, f stand in our order i, f, o; and the other way round.</summary>
    public static readonly int[] Peepholes = [0, 2, 1];

    /// <summary>The equally long blocks of a tensor in another order.</summary>
    public static float[] Reorder(float[] blocks, int[] order)
    {
        int length = blocks.Length / order.Length;
        return [.. order.SelectMany(from => blocks[(from * length)..((from + 1) * length)])];
    }

    /// <summary>The first of a GRU's gates negated: ONNX's update gate z keeps the past, ours lets in the present, and 1 − σ(x) = σ(−x).</summary>
    /// <param name="blocks">A tensor of so many equally long blocks.</param>
    /// <param name="gates">How many.</param>
    public static float[] NegateUpdate(float[] blocks, int gates)
    {
        int length = blocks.Length / gates;
        return [.. blocks[..length].Select(w => -w), .. blocks[length..]];
    }
}
