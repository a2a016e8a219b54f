using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The most probable path of CTC through known tokens: where each of them was heard.</summary>
/// <remarks>
/// Viterbi over blanks and tokens (Graves et al. 2006, figure 3, with maxima for sums), logarithms throughout. Up to
/// <c>band</c> tokens the path is the best of all. Of longer texts only a band of so many tokens around the best
/// path so far is looked at; if it loses the end, it is doubled until it holds it. Rows are kept at the starts of blocks only and computed again for each block on the way
/// back (Hirschberg's idea), so an hour of sound takes some tens of megabytes. Each row is shifted by its maximum, so
/// float32 is as good at the end of the hour as at its start.
/// </remarks>
internal sealed class CtcAligner
{
    private const int Blank = 0;
    private readonly int _size, _band, _block;
    private readonly int[] _labels, _first; // Tokens; the first token of the band at each step.
    private readonly float[] _inBlank, _inToken; // Score of the best path that is in the blank before a token (or at the end), and in it.
    private readonly byte[] _origins;       // Of the rows of one block: where each path came from.
    private float _best;

    private CtcAligner(int steps, int size, int[] labels, int band)
    {
        (_size, _labels, _band) = (size, labels, Math.Min(band, labels.Length + 1));
        _block = Math.Max(64, (int)Math.Sqrt(steps));
        _first = new int[steps + 1];
        (_inBlank, _inToken) = (new float[labels.Length + 1], new float[labels.Length + 1]);
        _origins = new byte[_block * _band];
    }

    /// <summary>Fewest steps that can hold the tokens: one each, and a blank between two that are the same.</summary>
    public static int FewestSteps(ReadOnlySpan<int> labels)
    {
        int steps = labels.Length;
        for (int i = 1; i < labels.Length; i++) steps += labels[i] == labels[i - 1] ? 1 : 0;
        return steps;
    }

    /// <summary>Finds the path.</summary>
    /// <param name="logProbabilities">[T, V], natural logarithms.</param>
    /// <param name="size">V; token 0 is the blank.</param>
    /// <param name="labels">The tokens that were said, without blanks; at least <see cref="FewestSteps"/> steps long.</param>
    /// <param name="band">Tokens that are looked at together.</param>
    /// <returns>A run for each of the tokens.</returns>
    /// <exception cref="ArithmeticException">A number is NaN: the network has overflowed.</exception>
    public static CtcToken[] Align(ReadOnlySpan<float> logProbabilities, int size, int[] labels, int band = 4096)
    {
        int steps = logProbabilities.Length / size;
        if (steps < FewestSteps(labels)) throw new ArgumentException($"Expected at least {FewestSteps(labels)} steps for {labels.Length} tokens, found {steps}.", nameof(labels));
        while (true)
        {
            var aligner = new CtcAligner(steps, size, labels, band);
            if (aligner.TryRun(logProbabilities, steps) is { } runs) return runs;
            if (band > labels.Length) throw new ArithmeticException("Expected finite log-probabilities, found tokens that are impossible.");
            band *= 2;
        }
    }

    private CtcToken[]? TryRun(ReadOnlySpan<float> p, int steps)
    {
        _inBlank.AsSpan().Fill(float.NegativeInfinity);
        _inToken.AsSpan().Fill(float.NegativeInfinity);
        (_inBlank[0], _best) = (0, 0);
        int blocks = (steps + _block - 1) / _block;
        float[][] starts = new float[blocks][];
        for (int t = 0; t < steps; t++)
        {
            if (t % _block == 0) starts[t / _block] = Save(_first[t]);
            int center = Advance(p.Slice(t * _size, _size), t, []);
            _first[t + 1] = Math.Clamp(center - _band / 2, _first[t], _labels.Length + 1 - _band);
            LeaveBehind(_first[t], _first[t + 1]);
        }
        int end = _labels.Length;
        bool endsInToken = end > 0 && _inToken[end - 1] > _inBlank[end];
        if (float.IsNegativeInfinity(endsInToken ? _inToken[end - 1] : _inBlank[end])) return null;
        var place = new TrellisPlace(endsInToken ? end - 1 : end, endsInToken);
        var runs = new CtcToken[end];
        for (int block = blocks - 1; block >= 0; block--)
        {
            int start = block * _block;
            Repeat(p, start, Math.Min(steps, start + _block), starts[block]);
            for (int t = Math.Min(steps, start + _block) - 1; t >= start; t--) place = Step(place, p.Slice(t * _size, _size), t, runs);
        }
        return runs;
    }

    // The rows of a block once more, from the one before it, with the origins of their paths.
    private void Repeat(ReadOnlySpan<float> p, int start, int end, float[] row)
    {
        Restore(row, _first[start]);
        for (int t = start; t < end; t++)
        {
            Advance(p.Slice(t * _size, _size), t, _origins.AsSpan((t - start) * _band, _band));
            LeaveBehind(_first[t], _first[t + 1]);
        }
    }

    /// <summary>One step of all paths in the band.</summary>
    /// <param name="row">[V].</param>
    /// <param name="t">The step.</param>
    /// <param name="origins">Where the paths came from: bit 0 for the blank, 0 from the blank, 1 from the token before; from bit 1 on for the token, 0 from the token, 1 from the blank, 2 from the token before.</param>
    /// <returns>The token of the best path.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Advance(ReadOnlySpan<float> row, int t, Span<byte> origins)
    {
        int first = _first[t], last = Math.Min(Math.Min(first + _band - 1, _labels.Length), t + 1), center = first;
        float shift = _best, blankScore = row[Blank] - shift, best = float.NegativeInfinity;
        for (int j = last; j >= first; j--)
        {
            float blank = _inBlank[j], before = j > 0 ? _inToken[j - 1] : float.NegativeInfinity, token = float.NegativeInfinity;
            int origin = before > blank ? 1 : 0;
            if (j < _labels.Length)
            {
                token = _inToken[j];
                if (blank > token) (token, origin) = (blank, origin | 2);
                if (before > token && _labels[j] != _labels[j - 1]) (token, origin) = (before, (origin & 1) | 4);
                token += row[_labels[j]] - shift;
                _inToken[j] = token;
            }
            blank = (before > blank ? before : blank) + blankScore;
            _inBlank[j] = blank;
            float better = token > blank ? token : blank;
            if (better > best) (best, center) = (better, j);
            if (!origins.IsEmpty) origins[j - first] = (byte)origin;
        }
        if (!(best > float.NegativeInfinity)) throw new ArithmeticException($"Step {t}: expected log-probabilities, found none that is a number: the network's weights are so large that it overflows.");
        _best = best;
        return center;
    }

    private TrellisPlace Step(TrellisPlace place, ReadOnlySpan<float> row, int t, CtcToken[] runs)
    {
        int origin = _origins[t % _block * _band + place.Token - _first[t]];
        if (!place.IsInToken) return (origin & 1) == 0 ? place : new TrellisPlace(place.Token - 1, true);
        int label = _labels[place.Token];
        float probability = MathF.Exp(row[label]);
        CtcToken run = runs[place.Token];
        runs[place.Token] = run.Index == 0
            ? new CtcToken(label, t, t, probability, probability)
            : run with { FirstStep = t, ProbabilitySum = run.ProbabilitySum + probability, MaximumProbability = MathF.Max(run.MaximumProbability, probability) };
        return (origin >> 1) switch
        {
            0 => place,
            1 => new TrellisPlace(place.Token, false),
            _ => new TrellisPlace(place.Token - 1, true),
        };
    }

    // Paths that the band has left behind are given up.
    private void LeaveBehind(int from, int to)
    {
        _inBlank.AsSpan(from, to - from).Fill(float.NegativeInfinity);
        _inToken.AsSpan(from, to - from).Fill(float.NegativeInfinity);
    }

    private float[] Save(int first) => [.. _inBlank.AsSpan(first, _band), .. _inToken.AsSpan(first, _band), _best];

    private void Restore(float[] row, int first)
    {
        _inBlank.AsSpan().Fill(float.NegativeInfinity);
        _inToken.AsSpan().Fill(float.NegativeInfinity);
        row.AsSpan(0, _band).CopyTo(_inBlank.AsSpan(first));
        row.AsSpan(_band, _band).CopyTo(_inToken.AsSpan(first));
        _best = row[^1];
    }

    /// <summary>A place on the way back: in a token, or in the blank before it.</summary>
    private readonly record struct TrellisPlace(int Token, bool IsInToken);
}
