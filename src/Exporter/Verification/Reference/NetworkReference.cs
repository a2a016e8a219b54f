using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Verification.Reference;

/// <summary>The equations of all layers in double, one number after the other. Slow and plain: what the kernels are held to.</summary>
internal static class NetworkReference
{
    /// <summary>Runs a whole sequence [T, Inputs] through all layers.</summary>
    public static double[][] Run(ModelWeights model, float[] inputs)
    {
        double[][] x = [.. inputs.Chunk(model.Spec.InputSize).Select(step => Array.ConvertAll(step, v => (double)v))];
        for (int i = 0; i < model.Spec.Layers.Count; i++)
        {
            double[][] y = new LayerReference(model, i, isReverse: false).Run(x);
            x = model.Spec.Layers[i].Bidirectional ? Beside(y, new LayerReference(model, i, isReverse: true).Run([.. x.Reverse()])) : y;
        }
        return x;
    }

    private static double[][] Beside(double[][] forward, double[][] reverse) => [.. forward.Zip(reverse.Reverse(), (f, r) => (double[])[.. f, .. r])];
}
