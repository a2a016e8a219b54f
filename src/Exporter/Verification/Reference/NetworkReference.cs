using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Verification.Reference;

/// <summary>The equations of all layers in double, one number after the other. Slow and plain: what the kernels are held to. Cells are in <see cref="CellReference"/>.</summary>
internal static class NetworkReference
{
    /// <summary>Runs a whole sequence [T, Inputs] through all layers.</summary>
    public static double[][] Run(ModelWeights model, float[] inputs)
    {
        int size = model.Spec.InputSize;
        double[][] x = [.. inputs.Chunk(size).Select(step => Array.ConvertAll(step, v => (double)v))];
        for (int i = 0; i < model.Spec.Layers.Count; i++)
        {
            LayerSpec layer = model.Spec.Layers[i];
            string at = ModelSpec.Prefix(i);
            x = layer.Kind switch
            {
                LayerKind.Dense => [.. x.Select(v => CellReference.Apply(layer.ActivationOrUsual, CellReference.Affine(model[at + "weight"].Data, model[at + "bias"].Data, v)))],
                LayerKind.LogSoftmax => [.. x.Select(v => v.Select(a => a - v.Max() - Math.Log(v.Sum(b => Math.Exp(b - v.Max())))).ToArray())],
                LayerKind.LayerNorm => [.. x.Select(v => Normalize(v, model[at + "scale"].Data, model[at + "shift"].Data))],
                _ when layer.Bidirectional => [.. new CellReference(model, i, "").Run(x).Zip(new CellReference(model, i, "_reverse").Run([.. x.Reverse()]).Reverse(), (f, r) => (double[])[.. f, .. r])],
                _ => new CellReference(model, i, "").Run(x),
            };
        }
        return x;
    }

    private static double[] Normalize(double[] x, float[] scale, float[] shift)
    {
        double mean = x.Average(), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1e-5);
        return [.. x.Select((v, i) => (v - mean) / deviation * scale[i] + shift[i])];
    }
}
