namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Phrases as a deterministic automaton over characters. A state is a set of nodes of the phrases' tree: behind "left " stand both the end and, if sequences are allowed, the next phrase.</summary>
internal sealed class PhraseStates
{
    /// <summary>No phrase goes on so.</summary>
    public const int Nowhere = -1;

    private const int Root = 0, End = 1;
    private readonly List<Dictionary<char, int>> _children = [[], []];
    private readonly HashSet<int> _complete = [End];
    private readonly List<int[]> _states = [];
    private readonly List<Dictionary<char, int>> _next = [];
    private readonly Dictionary<string, int> _numbers = [];

    /// <param name="phrases">Words with single spaces between them.</param>
    /// <param name="sequences">Whether another phrase may follow a phrase.</param>
    public PhraseStates(IEnumerable<string> phrases, bool sequences)
    {
        foreach (string phrase in phrases) Add(phrase);
        NumberOf([Root]);
        for (int state = 0; state < _states.Count; state++)
        {
            foreach (char c in _states[state].SelectMany(node => _children[node].Keys.Concat(_complete.Contains(node) ? " " : "")).Distinct().Order().ToArray())
            {
                IEnumerable<int> behind = _states[state].Where(node => _children[node].ContainsKey(c)).Select(node => _children[node][c]);
                bool ends = c == ' ' && _states[state].Any(node => node != End && _complete.Contains(node));
                if (ends) behind = behind.Concat(sequences ? [End, Root] : [End]);
                int[] nodes = [.. behind.Distinct().Order()];
                if (nodes.Length > 0) _next[state].Add(c, NumberOf(nodes));
            }
        }
    }

    /// <summary>Number of states; 0 is the start.</summary>
    public int Count => _states.Count;

    /// <summary>The state behind a character, or <see cref="Nowhere"/>.</summary>
    public int Next(int state, char c) => _next[state].GetValueOrDefault(c, Nowhere);

    /// <summary>Whether a phrase is complete there.</summary>
    public bool IsComplete(int state) => _states[state].Any(_complete.Contains);

    private void Add(string phrase)
    {
        int node = Root;
        foreach (char c in phrase)
        {
            if (!_children[node].TryGetValue(c, out int next))
            {
                _children[node].Add(c, next = _children.Count);
                _children.Add([]);
            }
            node = next;
        }
        _complete.Add(node);
    }

    private int NumberOf(int[] nodes)
    {
        string key = string.Join(',', nodes);
        if (_numbers.TryGetValue(key, out int number)) return number;
        _numbers.Add(key, number = _states.Count);
        _states.Add(nodes);
        _next.Add([]);
        return number;
    }
}
