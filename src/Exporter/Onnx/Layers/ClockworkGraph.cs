using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Network;
using static EmbeddedSeq.Exporter.Verification.Reference.LayerReference;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>
/// Clockwork layers: all units compute f(z + U h'), and those whose period divides the number of the step take it over. The
/// matrices of the groups are one matrix here, with zeros where a group does not read a faster one.
/// </summary>
internal static class ClockworkGraph
{
    public static void Write(LayerGraph layer) => ScanOperator.Write(layer, (body, states, z) =>
    {
        LayerSpec spec = layer.Spec;
        int units = spec.Units, size = units / spec.Periods!.Count;
        string recurrent = layer.Constant("weight_hh" + body.Suffix, Recurrent(layer, body.Suffix, size), units, units);
        string periods = body.Row("periods", [.. Enumerable.Range(0, units).Select(u => (float)spec.Periods[u / size])]);
        string next = body.Apply(spec.ActivationOrUsual, body.Add(z, body.MatMul(states[0], recurrent)));
        AttributeProto remainder = GraphBuilder.Attribute("fmod", 1);
        string isDue = body.Op("Equal", [body.Op("Mod", [states[1], periods], remainder), body.Row("zero", [0])]); // [B, H]
        string h = body.Op("Where", [isDue, next, states[0]]);
        string clock = body.Op("Mod", [body.Add(states[1], body.Row("one", [1])), body.Row("longest", [spec.Periods[^1]])], remainder);
        return ([h, clock], h);
    });

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        IReadOnlyList<int> periods = layer.Spec.Periods!;
        double[] z = layer.Inputs(x), past = before[0], h = [.. past];
        int size = layer.Spec.Units / periods.Count, clock = (int)before[1][0];
        for (int g = 0; g < periods.Count; g++)
        {
            if (clock % periods[g] != 0) continue;
            Apply(layer.Spec.ActivationOrUsual, Sum(z[(g * size)..((g + 1) * size)], layer.Times($"weight_hh_{g}", past[(g * size)..]))).CopyTo(h, g * size);
        }
        return ([h, [(clock + 1) % periods[^1]]], h);
    }

    /// <summary>[H, H], transposed: row k is what unit k tells the others.</summary>
    private static float[] Recurrent(LayerGraph layer, string suffix, int size)
    {
        int units = layer.Spec.Units;
        float[] all = new float[units * units];
        for (int n = 0; n < units; n++)
        {
            int first = n / size * size;
            float[] group = layer.Weights($"weight_hh_{n / size}{suffix}"); // [H/G, H − first]
            for (int k = first; k < units; k++) all[k * units + n] = group[(n - first) * (units - first) + (k - first)];
        }
        return all;
    }
}
