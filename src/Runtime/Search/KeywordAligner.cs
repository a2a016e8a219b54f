using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>The cheapest path of a keyword through a region of an index, with its letters' times: what <see cref="Kernels.KeywordScan"/> finds, once more and with its way back.</summary>
/// <remarks>Viterbi over the states of CTC: letter, blank, letter, ..., letter. Not for two threads at once.</remarks>
internal sealed class KeywordAligner(KeywordQuery query)
{
    private readonly int[] _tokens = query.Tokens, _kinds = [.. query.Tokens.Distinct()];
    private readonly int _states = 2 * query.Tokens.Length - 1;
    private readonly int[] _kindOf = KindsOf(query.Tokens); // Of each state.
    private byte[] _costs = [], _from = []; // [K + 1, T] of the distinct tokens, the blank last; [T, S] steps back in states.
    private int[] _now = [], _next = [];

    /// <summary>Aligns the keyword.</summary>
    /// <param name="segment">Where.</param>
    /// <param name="first">First step that it may use; lies in the stretch or just before it.</param>
    /// <param name="end">Step behind the last that it may use.</param>
    /// <param name="earliestEnd">First step where it may end.</param>
    /// <returns>Null if it does not fit in.</returns>
    public KeywordAlignment? Align(IndexSegment segment, int first, int end, int earliestEnd)
    {
        int steps = end - first;
        if (steps < _tokens.Length) return null;
        Load(segment, first, steps);
        int last = Run(steps, earliestEnd - first);
        return last < 0 ? null : TraceBack(steps, last, first);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(IndexSegment segment, int first, int steps)
    {
        if (_costs.Length < (_kinds.Length + 1) * steps) _costs = new byte[(_kinds.Length + 1) * steps];
        if (_from.Length < _states * steps) _from = new byte[_states * steps];
        if (_now.Length < _states) (_now, _next) = (new int[_states], new int[_states]);
        for (int k = 0; k < _kinds.Length; k++)
        {
            Span<byte> row = _costs.AsSpan(k * steps, steps);
            segment.CopyCosts(_kinds[k], first, row);
            KeywordCosts.Cap(row, KeywordCosts.CapOf(_kinds[k], query.Space));
        }
        Span<byte> blank = _costs.AsSpan(_kinds.Length * steps, steps);
        segment.CopyCosts(0, first, blank);
        KeywordCosts.Cap(blank, KeywordCosts.Blank);
    }

    // The step of the cheapest end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Run(int steps, int earliestEnd)
    {
        const int Unreachable = int.MaxValue / 2;
        (int best, int lowest) = (-1, Unreachable);
        Array.Fill(_now, Unreachable);
        for (int t = 0; t < steps; t++)
        {
            for (int s = 0; s < _states; s++)
            {
                (int cost, byte back) = (s == 0 ? Math.Min(_now[0], 0) : _now[s], 0);
                if (s > 0 && _now[s - 1] < cost) (cost, back) = (_now[s - 1], 1);
                if (s > 1 && s % 2 == 0 && _tokens[s / 2] != _tokens[s / 2 - 1] && _now[s - 2] < cost) (cost, back) = (_now[s - 2], 2);
                if (s == 0 && _now[0] > 0) back = 3; // Begins here.
                _from[t * _states + s] = back;
                _next[s] = Math.Min(Unreachable, cost + CostOf(s, t, steps));
            }
            (_now, _next) = (_next, _now);
            if (t >= earliestEnd && _now[_states - 1] < lowest) (best, lowest) = (t, _now[_states - 1]);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private KeywordAlignment TraceBack(int steps, int last, int first)
    {
        bool hasEdges = query.Space >= 0;
        int firstLetter = hasEdges ? 2 : 0, lastLetter = hasEdges ? _states - 3 : _states - 1;
        (int firstStep, int lastStep, int letters, int edges, int worst, int letter) = (last, -1, 0, 0, 0, 0);
        int s = _states - 1;
        for (int t = last; t >= 0; t--)
        {
            int cost = CostOf(s, t, steps);
            if (s < firstLetter || s > lastLetter) edges += cost;
            else letters += cost;
            if (s >= firstLetter && s <= lastLetter && s % 2 == 0)
            {
                lastStep = Math.Max(lastStep, t);
                firstStep = t;
                worst = Math.Max(worst, letter += cost);
            }
            int back = _from[t * _states + s];
            if (back == 3) break;
            if (back > 0) letter = 0;
            s -= back;
        }
        return new KeywordAlignment(first + firstStep, first + lastStep, letters, edges, worst);
    }

    private int CostOf(int state, int t, int steps) => _costs[_kindOf[state] * steps + t];

    private static int[] KindsOf(int[] tokens)
    {
        int[] kinds = [.. tokens.Distinct()];
        return [.. Enumerable.Range(0, 2 * tokens.Length - 1).Select(s => s % 2 == 0 ? Array.IndexOf(kinds, tokens[s / 2]) : kinds.Length)];
    }
}
