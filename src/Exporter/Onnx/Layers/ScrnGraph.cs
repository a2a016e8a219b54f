using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>Structurally constrained layers: s = (1 − α) z_s + α s', h = f(z_h + [R P] [h', s]); the output is h and s side by side.</summary>
internal static class ScrnGraph
{
    public static void Write(LayerGraph layer) => ScanOperator.Write(layer, (body, states, z) =>
    {
        LayerSpec spec = layer.Spec;
        string[] parts = body.Split(z, spec.Units, spec.ContextUnits!.Value);
        string stays = body.Row("decay", [spec.ContextDecayOrUsual]), comes = body.Row("gain", [1 - spec.ContextDecayOrUsual]);
        string s = body.Add(body.Mul(parts[1], comes), body.Mul(states[1], stays));
        string h = body.Apply(spec.ActivationOrUsual, body.Add(parts[0], body.MatMul(body.Join(states[0], s), body.Matrix("weight_hh"))));
        return ([h, s], body.Join(h, s));
    });
}
