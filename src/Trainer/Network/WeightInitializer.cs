using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// First weights: matrices uniform in ±1/√(units) of recurrent layers, ±1/√(inputs) of others, vectors zero; but an LSTM's forget
/// gate has the bias 1, so that a fresh network remembers (Jozefowicz et al. 2015), an IRNN's recurrent matrix is the identity
/// (Le et al. 2015), and a layer normalisation starts without scaling.
/// </summary>
internal static unsafe class WeightInitializer
{
    public static void Fill(ParameterLayout layout, AlignedBuffer weights, int seed, float forgetGateBias = 1)
    {
        var random = new MersenneTwister(seed, threadSafe: false);
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            var tensor = new Span<float>(weights.Pointer + slot.Offset, slot.Length);
            if (slot.Shape.Length == 1) FillVector(slot, tensor, forgetGateBias);
            else if (slot.Layer.IdentityStart && slot.Tensor.StartsWith("weight_hh", StringComparison.Ordinal)) FillIdentity(tensor, slot.Shape[1]);
            else FillUniform(random, tensor, Math.Sqrt(slot.Layer.IsRecurrent ? slot.Layer.Units : slot.Shape[1]));
        }
    }

    private static void FillVector(ParameterLayout.Slot slot, Span<float> tensor, float forgetGateBias)
    {
        int units = slot.Layer.Units;
        if (slot.Layer.Kind == LayerKind.Lstm && slot.Tensor.StartsWith("bias", StringComparison.Ordinal)) tensor.Slice(units, units).Fill(forgetGateBias);
        if (slot.Layer.Kind == LayerKind.LayerNorm && slot.Tensor == "scale") tensor.Fill(1);
    }

    private static void FillIdentity(Span<float> tensor, int columns)
    {
        for (int i = 0; i < columns; i++) tensor[i * columns + i] = 1;
    }

    private static void FillUniform(MersenneTwister random, Span<float> tensor, double width)
    {
        for (int i = 0; i < tensor.Length; i++) tensor[i] = (float)ContinuousUniform.Sample(random, -1 / width, 1 / width);
    }
}
