using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Network.Layers;
using static EmbeddedSeq.Exporter.Verification.Reference.LayerReference;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Structurally constrained layers: s = (1 − α) z_s + α s', h = f(z_h + [R P] [h', s]); the output is h and s side by side.</summary>
internal static class ScrnGraph
{
    public static void Write(LayerGraph layer) => ScanOperator.Write(layer, (body, states, z) =>
    {
        LayerSpec spec = layer.Spec;
        string[] parts = body.Split(z, spec.Units, spec.ContextUnits!.Value);
        string stays = body.Row("decay", [ScrnKind.Decay(spec)]), comes = body.Row("gain", [1 - ScrnKind.Decay(spec)]);
        string s = body.Add(body.Mul(parts[1], comes), body.Mul(states[1], stays));
        string h = body.Apply(spec.ActivationOrUsual, body.Add(parts[0], body.MatMul(body.Join(states[0], s), body.Matrix("weight_hh"))));
        return ([h, s], body.Join(h, s));
    });

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        int units = layer.Spec.Units;
        double decay = ScrnKind.Decay(layer.Spec);
        double[] z = layer.Times("weight_ih", x), s = [.. before[1].Select((old, j) => (1 - decay) * z[units + j] + decay * old)];
        double[] h = Apply(layer.Spec.ActivationOrUsual, Sum(z[..units], layer.Times("weight_hh", [.. before[0], .. s])));
        return ([h, s], [.. h, .. s]);
    }
}
