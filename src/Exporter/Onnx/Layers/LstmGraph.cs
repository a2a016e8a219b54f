using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

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
        LstmFunctions f = layer.Spec.LstmFunctions;
        AttributeProto[] attributes = f == LstmFunctions.Usual ? [] : Activations.Attributes(layer.Directions.Count, f.Gate, f.Input, f.Output);
        RecurrentOperator.Write(layer, "LSTM", 4, Convert, attributes);

        OperatorWeights Convert(string suffix) => new(
            OperatorGates.Reorder(layer.Weights("weight_ih" + suffix), OperatorGates.LstmToOnnx),
            OperatorGates.Reorder(layer.Weights("weight_hh" + suffix), OperatorGates.LstmToOnnx),
            [.. OperatorGates.Reorder(layer.Weights("bias" + suffix), OperatorGates.LstmToOnnx), .. new float[4 * layer.Spec.Units]],
            layer.Spec.Peepholes ? OperatorGates.Reorder(layer.Weights("peepholes" + suffix), OperatorGates.Peepholes) : []);
    }
}
