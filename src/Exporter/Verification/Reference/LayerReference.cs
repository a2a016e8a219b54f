using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Exporter.Verification.Reference;

/// <summary>One step of a layer as docs/model-format.md writes its equations.</summary>
/// <param name="layer">Has options, tensors and arithmetic.</param>
/// <param name="x">[I].</param>
/// <param name="before">The states before the step, in the order of <see cref="LayerSpec.States"/>.</param>
/// <returns>The states after it and the output.</returns>
internal delegate (double[][] Next, double[] Output) ReferenceStep(LayerReference layer, double[] x, double[][] before);

/// <summary>One direction of a layer in double.</summary>
internal sealed class LayerReference(ModelWeights model, int index, bool isReverse)
{
    public LayerSpec Spec { get; } = model.Spec.Layers[index];

    public double[][] Run(double[][] x)
    {
        ReferenceStep step = LayerExports.Of(Spec.Kind).Step;
        double[][] states = [.. Spec.States().Select(s => new double[s.Length])], y = new double[x.Length][];
        for (int t = 0; t < x.Length; t++) (states, y[t]) = step(this, x[t], states);
        return y;
    }

    /// <summary>A tensor of the direction.</summary>
    public Tensor Tensor(string name) => model[LayerSpec.Prefix(index) + name + LayerSpec.Suffix(isReverse)];

    public double[] Vector(string name) => Array.ConvertAll(Tensor(name).Data, v => (double)v);

    /// <summary>A matrix [N, K] times x [K].</summary>
    public double[] Times(string name, double[] x)
    {
        Tensor weight = Tensor(name);
        return [.. Enumerable.Range(0, weight.Shape[0]).Select(row => x.Select((v, k) => v * weight.Data[row * x.Length + k]).Sum())];
    }

    /// <summary>weight_ih·x + bias.</summary>
    public double[] Inputs(double[] x) => Sum(Times("weight_ih", x), Vector("bias"));

    public static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    /// <summary>Element by element.</summary>
    public static double[] Product(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x * y)];

    public static double[] Apply(Activation function, double[] z) => Array.ConvertAll(z, v => Apply(function, v));

    public static double Apply(Activation function, double z) => function switch
    {
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.Tanh => Math.Tanh(z),
        Activation.Relu => Math.Max(z, 0),
        _ => z,
    };
}
