using MathNet.Numerics.LinearAlgebra;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Logistic regression: weights that make the logarithm of the odds of what they are fitted to.</summary>
internal static class LogisticFit
{
    private const int MostIterations = 50;
    private const double Ridge = 1e-3; // Classes that can be separated would have endless weights.

    /// <summary>Fits by Newton's method.</summary>
    /// <param name="features">Numbers of each example, all equally many.</param>
    /// <param name="isPositive">Whether each is one.</param>
    /// <returns>The bias, then a weight for each number.</returns>
    public static double[] Run(IReadOnlyList<double[]> features, IReadOnlyList<bool> isPositive)
    {
        int count = features[0].Length + 1;
        Vector<double> weights = Vector<double>.Build.Dense(count);
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            Vector<double> gradient = -Ridge * weights;
            Matrix<double> curvature = Matrix<double>.Build.DenseIdentity(count) * Ridge;
            for (int i = 0; i < features.Count; i++)
            {
                Vector<double> x = Vector<double>.Build.Dense([1, .. features[i]]);
                double p = 1 / (1 + Math.Exp(-weights.DotProduct(x)));
                gradient += x * ((isPositive[i] ? 1 : 0) - p);
                curvature += x.OuterProduct(x) * (p * (1 - p));
            }
            Vector<double> step = curvature.Solve(gradient);
            weights += step;
            if (step.L2Norm() < 1e-9 * (1 + weights.L2Norm())) break;
        }
        return [.. weights];
    }
}
