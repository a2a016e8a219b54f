using EmbeddedSeq.Exporter.Onnx;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Import;

/// <summary>Weights of one direction of ONNX's recurrent operators as the tensors of our layers. G gates, H units, I inputs.</summary>
internal static class RecurrentWeights
{
    public static Dictionary<string, float[]> Rnn(OperatorWeights onnx) => new() { ["weight_ih"] = onnx.W, ["weight_hh"] = onnx.R, ["bias"] = Sum(onnx.B) };

    public static Dictionary<string, float[]> Lstm(OperatorWeights onnx)
    {
        var tensors = new Dictionary<string, float[]>
        {
            ["weight_ih"] = OperatorGates.Reorder(onnx.W, OperatorGates.LstmFromOnnx),
            ["weight_hh"] = OperatorGates.Reorder(onnx.R, OperatorGates.LstmFromOnnx),
            ["bias"] = OperatorGates.Reorder(Sum(onnx.B), OperatorGates.LstmFromOnnx),
        };
        if (onnx.P.Length > 0) tensors["peepholes"] = OperatorGates.Reorder(onnx.P, OperatorGates.Peepholes);
        return tensors;
    }

    public static Dictionary<string, float[]> Gru(OperatorWeights onnx, GruReset reset)
    {
        int units = onnx.B.Length / 6, candidate = onnx.R.Length / 3 * 2; // Where the candidate's matrix begins, behind z and r.
        var tensors = new Dictionary<string, float[]>
        {
            ["weight_ih"] = OperatorGates.NegateUpdate(onnx.W, gates: 3),
            ["weight_hh"] = OperatorGates.NegateUpdate(onnx.R[..candidate], gates: 2),
            ["weight_hn"] = onnx.R[candidate..],
        };
        float[] bias = Sum(onnx.B);
        if (reset is GruReset.After)
        {
            // The candidate's second bias is inside of what the reset gate lets through: it cannot be added to the first.
            onnx.B[(2 * units)..(3 * units)].CopyTo(bias, 2 * units);
            tensors["bias_hn"] = onnx.B[(5 * units)..];
        }
        tensors["bias"] = OperatorGates.NegateUpdate(bias, gates: 3);
        return tensors;
    }

    private static float[] Sum(float[] biases) => [.. biases[..(biases.Length / 2)].Zip(biases[(biases.Length / 2)..], (x, y) => x + y)];
}
