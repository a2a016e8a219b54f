using MathNet.Numerics.LinearAlgebra;

namespace EmbeddedSeq.Trainer.Analysis;

/// <summary>Principal component analysis: the directions in which vectors differ most.</summary>
public static class PrincipalComponents
{
    /// <summary>Vectors seen along their first principal components.</summary>
    /// <param name="vectors">N vectors of the same length.</param>
    /// <param name="components">How many; no more than the vectors have numbers.</param>
    /// <returns>[N][components], mean 0; the sign of each component is such that its largest coordinate is positive.</returns>
    /// <exception cref="ArgumentException">No vectors, or of different lengths.</exception>
    public static double[][] Project(IReadOnlyList<float[]> vectors, int components)
    {
        if (vectors.Count == 0 || vectors.Any(v => v.Length != vectors[0].Length) || components < 1 || components > vectors[0].Length)
            throw new ArgumentException($"Expected vectors of one length of at least {components} numbers.", nameof(vectors));
        int size = vectors[0].Length;
        double[] mean = [.. Enumerable.Range(0, size).Select(d => vectors.Average(v => (double)v[d]))];
        Matrix<double> centered = Matrix<double>.Build.Dense(vectors.Count, size, (i, d) => vectors[i][d] - mean[d]);
        Matrix<double> directions = centered.TransposeThisAndMultiply(centered).Svd().VT;
        Matrix<double> projected = centered * directions.SubMatrix(0, components, 0, size).Transpose();
        for (int c = 0; c < components; c++)
        {
            if (projected.Column(c).Largest() < 0) projected.SetColumn(c, -projected.Column(c));
        }
        return [.. Enumerable.Range(0, vectors.Count).Select(i => projected.Row(i).ToArray())];
    }

    private static double Largest(this Vector<double> column) => column[column.AbsoluteMaximumIndex()];
}
