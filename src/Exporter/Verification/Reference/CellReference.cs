using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Exporter.Verification.Reference;

/// <summary>One direction of a recurrent layer in double, as docs/model-format.md writes its equations.</summary>
internal sealed class CellReference(ModelWeights model, int layer, string suffix)
{
    private readonly LayerSpec _spec = model.Spec.Layers[layer];

    public double[][] Run(double[][] x)
    {
        int units = _spec.Units;
        double[] h = new double[_spec.OutputsOfDirection], c = new double[_spec.Kind == LayerKind.Scrn ? _spec.ContextUnits!.Value : units];
        double[][] y = new double[x.Length][];
        for (int t = 0; t < x.Length; t++)
        {
            y[t] = h = _spec.Kind switch
            {
                LayerKind.Lstm => Lstm(x[t], h, c),
                LayerKind.Rnn => Apply(_spec.ActivationOrUsual, Sum(Inputs(x[t]), Times("weight_hh", h))),
                LayerKind.Jordan => Apply(_spec.JordanOutput, Sum(Times("weight_ho", Apply(_spec.ActivationOrUsual, Sum(Inputs(x[t]), Times("weight_hh", h)))), Vector("bias_o"))),
                LayerKind.Gru => Gru(x[t], h),
                LayerKind.Clockwork => Clockwork(t, x[t], h),
                LayerKind.Scrn => Scrn(x[t], h[..units], c),
                LayerKind kind => throw new InvalidOperationException($"No reference for {kind}."),
            };
        }
        return y;
    }

    private double[] Lstm(double[] x, double[] h, double[] c)
    {
        (Activation gate, Activation input, Activation output) = _spec.LstmFunctions;
        int units = _spec.Units;
        double[] z = Sum(Inputs(x), Times("weight_hh", h)), p = _spec.Peepholes ? Vector("peepholes") : new double[3 * units], m = new double[units];
        for (int n = 0; n < units; n++)
        {
            double i = Of(gate, z[n] + p[n] * c[n]), f = Of(gate, z[units + n] + p[units + n] * c[n]);
            c[n] = i * Of(input, z[2 * units + n]) + f * c[n];
            m[n] = Of(gate, z[3 * units + n] + p[2 * units + n] * c[n]) * Of(output, c[n]);
        }
        return _spec.Projection is null ? m : Times("weight_hr", m);
    }

    private double[] Gru(double[] x, double[] h)
    {
        int units = _spec.Units;
        GruReset reset = _spec.ResetOrUsual;
        double[] z = Inputs(x), gates = Times("weight_hh", h);
        double[] u = Apply(Activation.Sigmoid, Sum(z[..units], gates[..units]));
        double[] r = reset == GruReset.None ? [] : Apply(Activation.Sigmoid, Sum(z[units..(2 * units)], gates[units..(2 * units)]));
        double[] n = Apply(Activation.Tanh, reset switch
        {
            GruReset.None => Sum(z[units..], gates[units..]),
            GruReset.Before => Sum(z[(2 * units)..], Times("weight_hn", [.. h.Zip(r, (a, b) => a * b)])),
            _ => Sum(z[(2 * units)..], [.. Sum(Times("weight_hn", h), Vector("bias_hn")).Zip(r, (a, b) => a * b)]),
        });
        return [.. Enumerable.Range(0, units).Select(j => u[j] * n[j] + (1 - u[j]) * h[j])];
    }

    private double[] Clockwork(int t, double[] x, double[] h)
    {
        double[] z = Inputs(x), now = [.. h];
        int size = _spec.Units / _spec.Periods!.Count;
        for (int g = 0; g < _spec.Periods.Count; g++)
        {
            if (t % _spec.Periods[g] != 0) continue;
            Apply(_spec.ActivationOrUsual, Sum(z[(g * size)..((g + 1) * size)], Times($"weight_hh_{g}", h[(g * size)..]))).CopyTo(now, g * size);
        }
        return now;
    }

    private double[] Scrn(double[] x, double[] h, double[] s)
    {
        int units = _spec.Units;
        double[] z = Times("weight_ih", x);
        for (int j = 0; j < s.Length; j++) s[j] = (1 - _spec.ContextDecayOrUsual) * z[units + j] + _spec.ContextDecayOrUsual * s[j];
        return [.. Apply(_spec.ActivationOrUsual, Sum(z[..units], Times("weight_hh", [.. h, .. s]))), .. s];
    }

    private double[] Inputs(double[] x) => Sum(Times("weight_ih", x), Vector("bias"));

    private double[] Vector(string name) => Array.ConvertAll(model[ModelSpec.Prefix(layer) + name + suffix].Data, v => (double)v);

    private double[] Times(string name, double[] x)
    {
        Tensor weight = model[ModelSpec.Prefix(layer) + name + suffix];
        return Affine(weight.Data, new float[weight.Shape[0]], x);
    }

    internal static double[] Affine(float[] weight, float[] bias, double[] x) =>
        [.. bias.Select((b, row) => b + x.Select((v, k) => v * weight[row * x.Length + k]).Sum())];

    internal static double[] Apply(Activation function, double[] x) => Array.ConvertAll(x, v => Of(function, v));

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double Of(Activation function, double z) => function switch
    {
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.Tanh => Math.Tanh(z),
        Activation.Relu => Math.Max(z, 0),
        _ => z,
    };
}
