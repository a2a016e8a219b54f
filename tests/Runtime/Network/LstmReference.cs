using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Tests.Network;

/// <summary>The equations of all layers in double, one number after the other. Slow and plain: what the kernels are held to.</summary>
internal static class LstmReference
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
                LayerKind.Lstm when layer.Bidirectional => [.. Lstm(model, at, "", x).Zip(Lstm(model, at, "_reverse", [.. x.Reverse()]).Reverse(), (f, r) => (double[])[.. f, .. r])],
                LayerKind.Lstm => Lstm(model, at, "", x),
                LayerKind.Dense => [.. x.Select(v => Affine(model[at + "weight"].Data, model[at + "bias"].Data, v))],
                LayerKind.LogSoftmax => [.. x.Select(v => v.Select(a => a - v.Max() - Math.Log(v.Sum(b => Math.Exp(b - v.Max())))).ToArray())],
                _ => throw new InvalidOperationException($"No reference for {layer.Kind}."),
            };
        }
        return x;
    }

    private static double[][] Lstm(ModelWeights model, string at, string suffix, double[][] x)
    {
        float[] wx = model[at + "weight_ih" + suffix].Data, wh = model[at + "weight_hh" + suffix].Data, bias = model[at + "bias" + suffix].Data;
        int units = bias.Length / 4;
        double[] h = new double[units], c = new double[units];
        double[][] y = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            double[] z = Affine(wx, bias, x[t]), recurrent = Affine(wh, new float[4 * units], h);
            for (int n = 0; n < z.Length; n++) z[n] += recurrent[n];
            y[t] = new double[units];
            for (int n = 0; n < units; n++)
            {
                c[n] = Sigmoid(z[units + n]) * c[n] + Sigmoid(z[n]) * Math.Tanh(z[2 * units + n]);
                y[t][n] = Sigmoid(z[3 * units + n]) * Math.Tanh(c[n]);
            }
            h = y[t];
        }
        return y;
    }

    private static double[] Affine(float[] weight, float[] bias, double[] x) =>
        [.. bias.Select((b, row) => b + x.Select((v, k) => v * weight[row * x.Length + k]).Sum())];

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
