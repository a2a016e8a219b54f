using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Network.Layers;
using static EmbeddedSeq.Exporter.Verification.Reference.LayerReference;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Jordan layers: y = g(V f(z + U y') + d).</summary>
internal static class JordanGraph
{
    public static void Write(LayerGraph layer) => ScanOperator.Write(layer, (body, states, z) =>
    {
        LayerSpec spec = layer.Spec;
        string h = body.Apply(spec.ActivationOrUsual, body.Add(z, body.MatMul(states[0], body.Matrix("weight_hh"))));
        string bias = body.Row("bias_o", layer.Weights("bias_o" + body.Suffix));
        string y = body.Apply(JordanKind.OutputFunction(spec), body.Add(body.MatMul(h, body.Matrix("weight_ho")), bias));
        return ([y], y);
    });

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        double[] k = Apply(layer.Spec.ActivationOrUsual, Sum(layer.Inputs(x), layer.Times("weight_hh", before[0])));
        double[] y = Apply(JordanKind.OutputFunction(layer.Spec), Sum(layer.Times("weight_ho", k), layer.Vector("bias_o")));
        return ([y], y);
    }
}
