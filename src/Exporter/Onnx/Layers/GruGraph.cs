using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Network.Layers;
using static EmbeddedSeq.Exporter.Verification.Reference.LayerReference;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>GRU layers: ONNX's operator, gates z, r, h. Its z keeps the past where our u lets in the present: z = 1 − u.</summary>
internal static class GruGraph
{
    // σ(100) is 1 in float32: a reset gate that is held open makes a GRU without one.
    private const float HeldOpen = 100;

    public static void Write(LayerGraph layer)
    {
        GruReset reset = GruKind.Reset(layer.Spec);
        RecurrentOperator.Write(layer, "GRU", 3, reset is GruReset.None ? WithoutReset : WithReset, GraphBuilder.Attribute("linear_before_reset", reset is GruReset.After ? 1 : 0));

        OperatorWeights WithReset(string suffix)
        {
            float[] inner = reset is GruReset.After ? layer.Weights("bias_hn" + suffix) : new float[layer.Spec.Units];
            return new(
                OperatorGates.NegateUpdate(layer.Weights("weight_ih" + suffix), gates: 3),
                [.. OperatorGates.NegateUpdate(layer.Weights("weight_hh" + suffix), gates: 2), .. layer.Weights("weight_hn" + suffix)],
                [.. OperatorGates.NegateUpdate(layer.Weights("bias" + suffix), gates: 3), .. new float[2 * layer.Spec.Units], .. inner],
                []);
        }

        OperatorWeights WithoutReset(string suffix) => new(
            Insert(layer.Weights("weight_ih" + suffix), 0),
            Insert(layer.Weights("weight_hh" + suffix), 0),
            [.. Insert(layer.Weights("bias" + suffix), HeldOpen), .. new float[3 * layer.Spec.Units]],
            []);
    }

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        int units = layer.Spec.Units;
        GruReset reset = GruKind.Reset(layer.Spec);
        double[] past = before[0], z = layer.Inputs(x), gates = layer.Times("weight_hh", past);
        double[] u = Apply(Activation.Sigmoid, Sum(z[..units], gates[..units]));
        double[] r = reset is GruReset.None ? [] : Apply(Activation.Sigmoid, Sum(z[units..(2 * units)], gates[units..(2 * units)]));
        double[] n = Apply(Activation.Tanh, reset switch
        {
            GruReset.None => Sum(z[units..], gates[units..]),
            GruReset.Before => Sum(z[(2 * units)..], layer.Times("weight_hn", Product(r, past))),
            _ => Sum(z[(2 * units)..], Product(r, Sum(layer.Times("weight_hn", past), layer.Vector("bias_hn")))),
        });
        double[] h = [.. past.Select((old, j) => u[j] * n[j] + (1 - u[j]) * old)];
        return ([h], h);
    }

    /// <summary>u, n to z, r, h with an r that is the same number everywhere.</summary>
    private static float[] Insert(float[] gates, float reset)
    {
        float[] both = OperatorGates.NegateUpdate(gates, gates: 2);
        int half = both.Length / 2;
        return [.. both[..half], .. Enumerable.Repeat(reset, half), .. both[half..]];
    }
}
