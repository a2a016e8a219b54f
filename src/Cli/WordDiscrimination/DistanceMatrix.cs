namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>The distances of all pairs of words.</summary>
internal sealed class DistanceMatrix
{
    private readonly float[][] _rows; // Row i has the distances to i + 1, i + 2, …

    private DistanceMatrix(float[][] rows, TimeSpan processing) => (_rows, Processing) = (rows, processing);

    /// <summary>Processor time that the comparisons took, in all threads.</summary>
    public TimeSpan Processing { get; }

    /// <summary>Number of words.</summary>
    public int Count => _rows.Length;

    /// <summary>Number of comparisons.</summary>
    public long Pairs => (long)Count * (Count - 1) / 2;

    /// <summary>Nanoseconds of one comparison.</summary>
    public double NanosecondsPerComparison => Processing.TotalNanoseconds / Math.Max(1, Pairs);

    /// <summary>Compares every word with every other.</summary>
    public static DistanceMatrix Of(WordDistance distance, int jobs, CancellationToken cancellation)
    {
        float[][] rows = new float[distance.Count][];
        distance.Run(0, 0, new float[Math.Min(distance.Count, 100)]); // The code is compiled before time is taken.
        TimeSpan start = Environment.CpuUsage.TotalTime;
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation }, i =>
        {
            rows[i] = new float[distance.Count - 1 - i];
            distance.Run(i, i + 1, rows[i]);
        });
        return new DistanceMatrix(rows, Environment.CpuUsage.TotalTime - start);
    }

    /// <summary>The distance of two words that are not the same one.</summary>
    public float this[int i, int j] => i < j ? _rows[i][j - i - 1] : _rows[j][i - j - 1];
}
