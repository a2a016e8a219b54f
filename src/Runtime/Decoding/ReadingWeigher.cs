namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// Weighs texts by a recurrent language model beside the n-gram model that has found them: p(word) = s·p(recurrent) + (1 − s)·p(n-gram).
/// The network runs once behind each beginning that texts have in common. Allocates only when there are more of them than ever before. Not for two threads at once.
/// </summary>
/// <param name="tokens">Text of each token.</param>
/// <param name="separator">The token between words, or -1.</param>
/// <param name="weight">Of the language model in the texts' scores.</param>
/// <param name="share">s, 0 to 1.</param>
internal sealed class ReadingWeigher(IReadOnlyList<string> tokens, int separator, double weight, double share)
{
    private const int MostNodes = 4096; // With more, the tree is begun anew: some ten megabytes of states.
    private readonly double _recurrent = Math.Log(share), _ngram = Math.Log(1 - share);
    private ReadingKnowledge? _knowledge;
    private RecurrentState? _shared, _longer; // Behind the words that all texts share, which goes on with them; and behind more words.
    private ReadingTree? _tree;
    private int _sharedTokens, _sharedContext;
    private bool _isBegun;

    /// <summary>Another text begins, or the same one from elsewhere.</summary>
    public void Forget() => _isBegun = false;

    /// <summary>Begins to weigh.</summary>
    /// <param name="knowledge">By what.</param>
    /// <param name="shared">Tokens of the words that all texts begin with; since <see cref="Forget"/> the same ones and more.</param>
    public void Begin(ReadingKnowledge knowledge, ReadOnlySpan<CtcToken> shared)
    {
        Use(knowledge);
        int root = ReadingTree.Root;
        for (ReadOnlySpan<CtcToken> rest = shared[_sharedTokens..]; NextWord(ref rest, out int word);)
        {
            knowledge.Words.Score(_sharedContext, word, out _sharedContext);
            _shared!.Read(word);
            if (root != ReadingTree.None) root = _tree!.Find(root, word);
        }
        _sharedTokens = shared.Length;
        if (root == ReadingTree.None || _tree!.Nodes.Length > MostNodes) _tree!.Clear(_sharedContext);
        else _tree.Reroot(root);
        _shared!.Memory.CopyTo(_tree.StateOf(ReadingTree.Root));
    }

    /// <summary>Adds the words of a text behind others.</summary>
    /// <param name="rest">Their tokens.</param>
    /// <param name="at">The words before them, as an earlier call has returned them since <see cref="Begin"/>; 0 for those that all texts share.</param>
    /// <returns>The words up to the last of these.</returns>
    public int Add(ReadOnlySpan<CtcToken> rest, int at = ReadingTree.Root)
    {
        while (NextWord(ref rest, out int word)) at = _tree!.FindOrAdd(at, word, _knowledge!.Words);
        return at;
    }

    /// <summary>The text ends behind these words.</summary>
    public void AddEnd(int words)
    {
        ref ReadingNode node = ref _tree!.Nodes[words];
        node.IsWanted |= !node.HasEndGain;
    }

    /// <summary>Runs the network where something is wanted.</summary>
    public void Run()
    {
        Span<ReadingNode> nodes = _tree!.Nodes;
        for (int i = 0; i < nodes.Length; i++)
        {
            ref ReadingNode node = ref nodes[i];
            if (!node.IsWanted) continue;
            node.IsWanted = false;
            RecurrentState state = i == ReadingTree.Root ? _shared! : _longer!;
            if (i > ReadingTree.Root)
            {
                _tree.StateOf(node.Parent).CopyTo(state.Memory);
                state.Read(node.Word);
                state.Memory.CopyTo(_tree.StateOf(i));
            }
            node.EndGain = Gain(state, Ngrams.End, _knowledge!.Words.Score(node.Context, Ngrams.End, out _));
            node.HasEndGain = true;
            for (int child = node.FirstChild; child != ReadingTree.None; child = nodes[child].Sibling)
            {
                ref ReadingNode longer = ref nodes[child];
                if (!longer.HasGain) longer.Gain = node.Gain + Gain(state, longer.Word, longer.Ngram);
                longer.HasGain = true;
            }
        }
    }

    /// <summary>What words behind the shared ones add to a text's score.</summary>
    public double GainOf(int words) => _tree!.Nodes[words].Gain;

    /// <summary>What the end of the text adds behind them, if it was asked for.</summary>
    public double EndGainOf(int words) => _tree!.Nodes[words].EndGain;

    private void Use(ReadingKnowledge knowledge)
    {
        if (_knowledge != knowledge)
        {
            (_knowledge, _shared, _longer) = (knowledge, new RecurrentState(knowledge), new RecurrentState(knowledge));
            _tree = new ReadingTree(_shared.Memory.Length);
            Forget();
        }
        if (_isBegun) return;
        _isBegun = true;
        (_sharedTokens, _sharedContext) = (0, knowledge.Words.StartContext);
        _shared!.Reset();
        _tree!.Clear(_sharedContext);
    }

    private double Gain(RecurrentState state, int word, double ngram) =>
        weight * (Hypothesis.LogSum(_recurrent + state.LogProbability(word), _ngram + ngram) - ngram);

    private bool NextWord(ref ReadOnlySpan<CtcToken> rest, out int word)
    {
        while (!rest.IsEmpty && rest[0].Index == separator) rest = rest[1..];
        int length = 0, node = WordTrie.Root;
        for (; length < rest.Length && rest[length].Index != separator; length++)
        {
            foreach (char c in tokens[rest[length].Index]) node = _knowledge!.Words.Trie.Child(node, c);
        }
        word = Math.Max(_knowledge!.Words.Trie.Word(node), Ngrams.Unknown);
        rest = rest[length..];
        return length > 0;
    }
}
