using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Runtime.Network.Layers;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>LSTM layers with a projection: h = W_hr m, where m is what the operator LSTM would give out and feed back.</summary>
internal static class ProjectedLstmGraph
{
    public static void Write(LayerGraph layer) => ScanOperator.Write(layer, (body, states, z) =>
    {
        LayerSpec spec = layer.Spec;
        LstmFunctions f = LstmKind.Functions(spec);
        int units = spec.Units;
        string[] gates = body.Split(body.Add(z, body.MatMul(states[0], body.Matrix("weight_hh"))), units, units, units, units);
        string input = body.Apply(f.Gate, Peep(0, gates[0], states[1])), forget = body.Apply(f.Gate, Peep(1, gates[1], states[1]));
        string cell = body.Add(body.Mul(input, body.Apply(f.Input, gates[2])), body.Mul(forget, states[1]));
        string m = body.Mul(body.Apply(f.Gate, Peep(2, gates[3], cell)), body.Apply(f.Output, cell));
        string h = body.MatMul(m, body.Matrix("weight_hr"));
        return ([h, cell], h);

        string Peep(int gate, string sum, string cells)
        {
            if (!spec.Peepholes) return sum;
            float[] weights = layer.Weights("peepholes" + body.Suffix)[(gate * units)..((gate + 1) * units)];
            return body.Add(sum, body.Mul(cells, body.Row($"peepholes_{gate}", weights)));
        }
    });
}
