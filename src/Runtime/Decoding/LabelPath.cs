namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The most probable sequence of labels in which I-x follows only B-x or I-x (Viterbi 1967); labels without these prefixes follow any.</summary>
internal sealed class LabelPath
{
    private readonly bool[] _inside;
    private readonly int[][] _before; // Of each label that is inside: the labels that it may follow.

    public LabelPath(IReadOnlyList<string> labels)
    {
        _inside = [.. labels.Select(l => l.StartsWith("I-", StringComparison.Ordinal))];
        _before = [.. labels.Select((label, i) => _inside[i] ? Enumerable.Range(0, labels.Count).Where(j => labels[j].Length == label.Length && labels[j][1..] == label[1..]).ToArray() : [])];
    }

    /// <summary>The labels of all steps.</summary>
    /// <param name="scores">[T, labels], log-probabilities.</param>
    public int[] Best(ReadOnlySpan<float> scores)
    {
        int labels = _inside.Length, steps = scores.Length / labels;
        int[] from = new int[steps * labels], path = new int[steps];
        if (steps == 0) return path;
        float[] best = new float[labels], next = new float[labels];
        for (int v = 0; v < labels; v++) best[v] = _inside[v] ? float.NegativeInfinity : scores[v];
        for (int t = 1; t < steps; t++)
        {
            int any = Largest(best);
            for (int v = 0; v < labels; v++)
            {
                int source = _inside[v] ? Largest(best, _before[v]) : any;
                from[t * labels + v] = source;
                next[v] = source < 0 ? float.NegativeInfinity : best[source] + scores[t * labels + v];
            }
            (best, next) = (next, best);
        }
        path[^1] = Largest(best);
        for (int t = steps - 1; t > 0; t--) path[t - 1] = from[t * labels + path[t]];
        return path;
    }

    private static int Largest(float[] x)
    {
        int best = 0;
        for (int v = 1; v < x.Length; v++)
        {
            if (x[v] > x[best]) best = v;
        }
        return best;
    }

    /// <summary>−1 if none of the candidates is possible.</summary>
    private static int Largest(float[] x, int[] candidates)
    {
        int best = -1;
        foreach (int v in candidates)
        {
            if (x[v] > (best < 0 ? float.NegativeInfinity : x[best])) best = v;
        }
        return best;
    }
}
