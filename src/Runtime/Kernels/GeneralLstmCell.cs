namespace EmbeddedSeq.Runtime.Kernels;

/// <summary>
/// The element-wise part of an LSTM step with any activation functions and with peepholes; what <see cref="LstmCell"/> does in one
/// pass for the usual functions takes several here. σ is the function of the gates, g that of the cell's input, h that of its output:
/// i = σ(z_i + p_i c'), f = σ(z_f + p_f c'), c = i g(z_g) + f c', o = σ(z_o + p_o c), m = o h(c).
/// </summary>
/// <remarks>Source: Gers, Schraudolph and Schmidhuber 2002.</remarks>
internal static class GeneralLstmCell
{
    /// <param name="z">[4H] or longer, W x + U h + b of the gates i, f, g, o; their activations afterwards.</param>
    /// <param name="peepholes">[3H], p_i, p_f, p_o; empty for none.</param>
    /// <param name="functions">σ, g and h.</param>
    /// <param name="c">[H], updated in place.</param>
    /// <param name="m">[H], written.</param>
    public static void Run(Span<float> z, ReadOnlySpan<float> peepholes, in LstmFunctions functions, Span<float> c, Span<float> m)
    {
        int units = c.Length;
        Span<float> i = z[..units], f = z.Slice(units, units), g = z.Slice(2 * units, units), o = z.Slice(3 * units, units);
        if (!peepholes.IsEmpty)
        {
            Elementwise.AddProduct(peepholes[..units], c, i);
            Elementwise.AddProduct(peepholes.Slice(units, units), c, f);
        }
        ActivationFunction.Run(functions.Gate, z[..(2 * units)]);
        ActivationFunction.Run(functions.Input, g);
        Elementwise.AddToScaled(i, g, f, c);
        if (!peepholes.IsEmpty) Elementwise.AddProduct(peepholes.Slice(2 * units, units), c, o);
        ActivationFunction.Run(functions.Gate, o);
        c.CopyTo(m);
        ActivationFunction.Run(functions.Output, m[..units]);
        Elementwise.Multiply(m, o, m[..units]);
    }
}
