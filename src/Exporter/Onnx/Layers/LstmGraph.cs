using EmbeddedSeq.Exporter.Verification.Reference;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Network.Layers;
using static EmbeddedSeq.Exporter.Verification.Reference.LayerReference;

namespace EmbeddedSeq.Exporter.Onnx.Layers;

/// <summary>LSTM layers: ONNX's operator, gates i, o, f, c; with a projection, which that has not, a Scan.</summary>
internal static class LstmGraph
{
    public static void Write(LayerGraph layer)
    {
        if (layer.Spec.Projection is not null)
        {
            ProjectedLstmGraph.Write(layer);
            return;
        }
        LstmFunctions f = LstmKind.Functions(layer.Spec);
        AttributeProto[] attributes = f == LstmFunctions.Usual ? [] : Activations.Attributes(layer.Directions.Count, f.Gate, f.Input, f.Output);
        RecurrentOperator.Write(layer, "LSTM", 4, Convert, attributes);

        OperatorWeights Convert(string suffix) => new(
            OperatorGates.Reorder(layer.Weights("weight_ih" + suffix), OperatorGates.LstmToOnnx),
            OperatorGates.Reorder(layer.Weights("weight_hh" + suffix), OperatorGates.LstmToOnnx),
            [.. OperatorGates.Reorder(layer.Weights("bias" + suffix), OperatorGates.LstmToOnnx), .. new float[4 * layer.Spec.Units]],
            layer.Spec.Peepholes ? OperatorGates.Reorder(layer.Weights("peepholes" + suffix), OperatorGates.Peepholes) : []);
    }

    public static (double[][] Next, double[] Output) Step(LayerReference layer, double[] x, double[][] before)
    {
        (Activation gate, Activation input, Activation output) = LstmKind.Functions(layer.Spec);
        int units = layer.Spec.Units;
        double[] z = Sum(layer.Inputs(x), layer.Times("weight_hh", before[0])), p = layer.Spec.Peepholes ? layer.Vector("peepholes") : new double[3 * units];
        double[] c = [.. before[1]], m = new double[units];
        for (int n = 0; n < units; n++)
        {
            double i = Apply(gate, z[n] + p[n] * c[n]), f = Apply(gate, z[units + n] + p[units + n] * c[n]);
            c[n] = i * Apply(input, z[2 * units + n]) + f * c[n];
            m[n] = Apply(gate, z[3 * units + n] + p[2 * units + n] * c[n]) * Apply(output, c[n]);
        }
        double[] h = layer.Spec.Projection is null ? m : layer.Times("weight_hr", m);
        return ([h, c], h);
    }
}
