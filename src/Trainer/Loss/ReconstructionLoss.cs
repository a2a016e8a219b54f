namespace EmbeddedSeq.Trainer.Loss;

/// <summary>Mean squared error of reconstructed frames.</summary>
internal static class ReconstructionLoss
{
    /// <summary>Loss of one row and its gradient: weight · Σ (y − target)² / numbers.</summary>
    /// <param name="y">What was reconstructed.</param>
    /// <param name="target">What should have been.</param>
    /// <param name="weight">Factor of loss and gradient.</param>
    /// <param name="gradient">Of y, written.</param>
    public static double Run(ReadOnlySpan<float> y, ReadOnlySpan<float> target, float weight, Span<float> gradient)
    {
        float scale = 2 * weight / y.Length;
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            float error = y[i] - target[i];
            sum += error * error;
            gradient[i] = scale * error;
        }
        return weight * sum / y.Length;
    }
}
