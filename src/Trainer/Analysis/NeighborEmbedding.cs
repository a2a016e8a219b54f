using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Analysis;

/// <summary>t-SNE: points in a plane whose neighbourhoods are those of the vectors. Exact, for some hundreds or few thousands of vectors.</summary>
/// <remarks>van der Maaten and Hinton 2008: Gaussian neighbourhoods of one perplexity, Student's t in the plane, gradient descent with momentum, gains and early exaggeration.</remarks>
public static class NeighborEmbedding
{
    private const int ExaggeratedIterations = 100, SlowIterations = 250;
    private const double Exaggeration = 12;

    /// <summary>Lays out vectors in the plane.</summary>
    /// <param name="vectors">N vectors.</param>
    /// <param name="seed">Where the points start.</param>
    /// <param name="perplexity">About how many neighbours count; lowered for few vectors.</param>
    /// <param name="iterations">Steps of the descent.</param>
    /// <returns>[N][2].</returns>
    public static double[][] Layout(IReadOnlyList<float[]> vectors, ulong seed = 1, double perplexity = 30, int iterations = 500)
    {
        int count = vectors.Count;
        if (count < 3) return [.. vectors.Select((_, i) => new double[] { i, 0 })];
        double[] p = Similarities(vectors, Math.Min(perplexity, (count - 1) / 3.0));
        var random = new SeededRandom(seed);
        double[] y = [.. Enumerable.Range(0, 2 * count).Select(_ => 1e-2 * random.Next(-1, 1))];
        double[] velocity = new double[2 * count], gains = [.. Enumerable.Repeat(1.0, 2 * count)], gradient = new double[2 * count], q = new double[count * count];
        double rate = Math.Max(50, count / Exaggeration / 4);
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            Gradient(p, y, q, gradient, iteration < ExaggeratedIterations ? Exaggeration : 1);
            double momentum = iteration < SlowIterations ? 0.5 : 0.8;
            for (int i = 0; i < y.Length; i++)
            {
                gains[i] = Math.Max(0.01, Math.Sign(gradient[i]) == Math.Sign(velocity[i]) ? gains[i] * 0.8 : gains[i] + 0.2);
                velocity[i] = momentum * velocity[i] - rate * gains[i] * gradient[i];
                y[i] += velocity[i];
            }
            Center(y);
        }
        return [.. Enumerable.Range(0, count).Select(i => new[] { y[2 * i], y[2 * i + 1] })];
    }

    // p_ij = (p_j|i + p_i|j) / 2N; each point's Gaussian is as wide as gives it the wanted perplexity.
    private static double[] Similarities(IReadOnlyList<float[]> vectors, double perplexity)
    {
        int count = vectors.Count;
        double[] distances = new double[count * count], p = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int d = 0; d < vectors[i].Length; d++)
                {
                    double difference = vectors[i][d] - vectors[j][d];
                    sum += difference * difference;
                }
                distances[i * count + j] = distances[j * count + i] = sum;
            }
        }
        for (int i = 0; i < count; i++) FillRow(distances.AsSpan(i * count, count), i, Math.Log(perplexity), p.AsSpan(i * count, count));
        double[] symmetric = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++) symmetric[i * count + j] = Math.Max(1e-12, (p[i * count + j] + p[j * count + i]) / (2 * count));
        }
        return symmetric;
    }

    private static void FillRow(ReadOnlySpan<double> distances, int self, double entropy, Span<double> row)
    {
        double low = 0, high = double.PositiveInfinity, precision = 1;
        for (int attempt = 0; attempt < 60; attempt++)
        {
            double sum = 0, weighted = 0;
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = j == self ? 0 : Math.Exp(-precision * distances[j]);
                sum += row[j];
                weighted += row[j] * distances[j];
            }
            sum = Math.Max(sum, 1e-300);
            double found = Math.Log(sum) + precision * weighted / sum;
            for (int j = 0; j < row.Length; j++) row[j] /= sum;
            if (Math.Abs(found - entropy) < 1e-5) return;
            if (found > entropy) (low, precision) = (precision, double.IsPositiveInfinity(high) ? precision * 2 : (precision + high) / 2);
            else (high, precision) = (precision, (low + precision) / 2);
        }
    }

    private static void Gradient(double[] p, double[] y, double[] q, double[] gradient, double exaggeration)
    {
        int count = y.Length / 2;
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double dx = y[2 * i] - y[2 * j], dy = y[2 * i + 1] - y[2 * j + 1];
                double weight = 1 / (1 + dx * dx + dy * dy);
                q[i * count + j] = weight;
                total += 2 * weight;
            }
        }
        Array.Clear(gradient);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double weight = q[i * count + j], force = 4 * (exaggeration * p[i * count + j] - weight / total) * weight;
                double dx = force * (y[2 * i] - y[2 * j]), dy = force * (y[2 * i + 1] - y[2 * j + 1]);
                gradient[2 * i] += dx;
                gradient[2 * i + 1] += dy;
                gradient[2 * j] -= dx;
                gradient[2 * j + 1] -= dy;
            }
        }
    }

    private static void Center(double[] y)
    {
        for (int axis = 0; axis < 2; axis++)
        {
            double mean = 0;
            for (int i = axis; i < y.Length; i += 2) mean += y[i];
            mean /= y.Length / 2;
            for (int i = axis; i < y.Length; i += 2) y[i] -= mean;
        }
    }
}
