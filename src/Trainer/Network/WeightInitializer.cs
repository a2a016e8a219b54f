using EmbeddedSeq.Runtime.Memory;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace EmbeddedSeq.Trainer.Network;

/// <summary>First weights: uniform in ±1/√(width of the layer); the forget gate's bias is 1, so that a fresh network remembers (Jozefowicz et al. 2015).</summary>
internal static unsafe class WeightInitializer
{
    public static void Fill(ParameterLayout layout, AlignedBuffer weights, int seed, float forgetGateBias = 1)
    {
        var random = new MersenneTwister(seed, threadSafe: false);
        foreach (ParameterLayout.Slot slot in layout.Slots)
        {
            var tensor = new Span<float>(weights.Pointer + slot.Offset, slot.Length);
            bool recurrent = slot.Name.Contains("weight_ih", StringComparison.Ordinal) || slot.Name.Contains("weight_hh", StringComparison.Ordinal);
            if (slot.Shape.Length == 1)
            {
                int units = slot.Length / 4;
                if (layout.IsRecurrentBias(slot)) tensor.Slice(units, units).Fill(forgetGateBias);
                continue;
            }
            double width = Math.Sqrt(recurrent ? slot.Shape[0] / 4 : slot.Shape[1]);
            for (int i = 0; i < tensor.Length; i++) tensor[i] = (float)ContinuousUniform.Sample(random, -1 / width, 1 / width);
        }
    }
}
