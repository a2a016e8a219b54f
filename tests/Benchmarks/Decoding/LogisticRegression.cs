using MathNet.Numerics.LinearAlgebra;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>Fits P(y = 1 | x) = 1 / (1 + exp(−w·x)) by Newton's method.</summary>
internal static class LogisticRegression
{
    private const int Iterations = 25;
    private const double Ridge = 1e-4; // Holds the weights of what the data do not decide.

    /// <summary>The weights.</summary>
    /// <param name="inputs">One vector for each observation.</param>
    /// <param name="outcomes">Whether y was 1.</param>
    /// <param name="importance">How much each counts; sums to 1.</param>
    public static double[] Fit(IReadOnlyList<double[]> inputs, IReadOnlyList<bool> outcomes, IReadOnlyList<double> importance)
    {
        int size = inputs[0].Length;
        Vector<double> weights = Vector<double>.Build.Dense(size);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Vector<double> gradient = -Ridge * weights;
            Matrix<double> curvature = Ridge * Matrix<double>.Build.DenseIdentity(size);
            for (int n = 0; n < inputs.Count; n++)
            {
                Vector<double> x = Vector<double>.Build.Dense(inputs[n]);
                double p = 1 / (1 + Math.Exp(-weights.DotProduct(x)));
                gradient += importance[n] * ((outcomes[n] ? 1 : 0) - p) * x;
                curvature += importance[n] * p * (1 - p) * x.OuterProduct(x);
            }
            weights += curvature.Solve(gradient);
        }
        return weights.ToArray();
    }
}
