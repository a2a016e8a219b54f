using System.Numerics;
using EmbeddedSeq.Runtime.Kernels;

namespace EmbeddedSeq.Trainer.Loss;

/// <summary>
/// Supervised contrastive loss: vectors with the same label attract, all others in the batch repel each other. With two of each
/// label it is NT-Xent.
/// </summary>
/// <remarks>
/// Khosla et al. 2020 (outside the logarithm); Chen et al. 2020 for NT-Xent. For an anchor i with the positives P(i):
/// L_i = −1/|P(i)| Σ_{p∈P(i)} ln( e^(z_i·z_p/τ) / Σ_{a≠i} e^(z_i·z_a/τ) ), mean over all anchors that have positives.
/// </remarks>
internal static class ContrastiveLoss
{
    /// <summary>Loss and its gradient.</summary>
    /// <param name="z">[N, D], vectors of length 1.</param>
    /// <param name="labels">[N].</param>
    /// <param name="temperature">τ.</param>
    /// <param name="weight">Factor of loss and gradient.</param>
    /// <param name="gradient">[N, D]; the gradient of z is added.</param>
    /// <returns>The loss; 0 if no label occurs twice.</returns>
    public static double Run(ReadOnlySpan<float> z, ReadOnlySpan<int> labels, float temperature, float weight, Span<float> gradient)
    {
        int count = labels.Length, dimension = z.Length / count;
        float[] pull = new float[count * count]; // dL/ds with s = z·zᵀ/τ.
        double loss = 0;
        int anchors = 0;
        for (int i = 0; i < count; i++)
        {
            Span<float> row = pull.AsSpan(i * count, count);
            int positives = 0;
            for (int a = 0; a < count; a++) positives += a != i && labels[a] == labels[i] ? 1 : 0;
            if (positives == 0) continue;
            anchors++;
            loss += Anchor(z, labels, i, positives, temperature, row);
        }
        if (anchors == 0) return 0;
        float scale = weight / (anchors * temperature);
        for (int i = 0; i < count; i++)
        {
            for (int a = 0; a < count; a++)
            {
                float g = scale * (pull[i * count + a] + pull[a * count + i]);
                if (a != i && g != 0) Add(g, z.Slice(a * dimension, dimension), gradient.Slice(i * dimension, dimension));
            }
        }
        return weight * loss / anchors;
    }

    // Fills the row with softmax − targets.
    private static double Anchor(ReadOnlySpan<float> z, ReadOnlySpan<int> labels, int i, int positives, float temperature, Span<float> row)
    {
        int dimension = z.Length / labels.Length;
        float largest = float.NegativeInfinity;
        for (int a = 0; a < row.Length; a++)
        {
            if (a == i) continue;
            row[a] = DotProduct.Run(z.Slice(i * dimension, dimension), z.Slice(a * dimension, dimension)) / temperature;
            largest = MathF.Max(largest, row[a]);
        }
        double sum = 0, pulled = 0;
        for (int a = 0; a < row.Length; a++)
        {
            if (a != i) sum += MathF.Exp(row[a] - largest);
        }
        double log = largest + Math.Log(sum);
        for (int a = 0; a < row.Length; a++)
        {
            if (a == i) continue;
            bool positive = labels[a] == labels[i];
            if (positive) pulled += log - row[a];
            row[a] = (float)(Math.Exp(row[a] - log) - (positive ? 1.0 / positives : 0));
        }
        row[i] = 0;
        return pulled / positives;
    }

    private static void Add(float factor, ReadOnlySpan<float> x, Span<float> y)
    {
        var f = new Vector<float>(factor);
        int j = 0;
        for (; j + Vector<float>.Count <= x.Length; j += Vector<float>.Count)
            (new Vector<float>(y[j..]) + f * new Vector<float>(x[j..])).CopyTo(y[j..]);
        for (; j < x.Length; j++) y[j] += factor * x[j];
    }
}
