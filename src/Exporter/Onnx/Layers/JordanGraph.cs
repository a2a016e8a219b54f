using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Jordan layers: y = g(V f(z + U y') + d).</summary>
internal static class JordanGraph
{
    public static void Write(LayerGraph layer) => ScanOperator.Write(layer, (body, states, z) =>
    {
        LayerSpec spec = layer.Spec;
        string h = body.Apply(spec.ActivationOrUsual, body.Add(z, body.MatMul(states[0], body.Matrix("weight_hh"))));
        string bias = body.Row("bias_o", layer.Weights("bias_o" + body.Suffix));
        string y = body.Apply(spec.JordanOutput, body.Add(body.MatMul(h, body.Matrix("weight_ho")), bias));
        return ([y], y);
    });
}
