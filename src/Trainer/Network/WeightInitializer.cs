using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Network;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>
/// First weights: matrices uniform in ±1/√(units) of recurrent layers, ±1/√(inputs) of others, vectors zero, unless the kind of
/// the layer's kind has it otherwise (<see cref="TensorStart"/>).
/// </summary>
internal static unsafe class WeightInitializer
{
    public static void Fill(ParameterLayout layout, AlignedBuffer weights, int seed, float forgetGateBias = 1)
    {
        var random = new MersenneTwister(seed, threadSafe: false);
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            var tensor = new Span<float>(weights.Pointer + slot.Offset, slot.Length);
            switch (slot.Start)
            {
                case TensorStart.Identity: FillIdentity(tensor, slot.Shape[1]); break;
                case TensorStart.Ones: tensor.Fill(1); break;
                case TensorStart.ForgetGate: tensor.Slice(slot.Layer.Units, slot.Layer.Units).Fill(forgetGateBias); break;
                case TensorStart.Usual when slot.Shape.Length > 1: FillUniform(random, tensor, Math.Sqrt(slot.Layer.IsRecurrent ? slot.Layer.Units : slot.Shape[1])); break;
            }
        }
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
