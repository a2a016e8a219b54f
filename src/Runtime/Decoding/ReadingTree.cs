using System.Runtime.InteropServices;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Some words that texts begin with, behind those that all texts share: a node of <see cref="ReadingTree"/>.</summary>
internal struct ReadingNode
{
    /// <summary>The last word, and the n-gram model's context behind it.</summary>
    public int Word, Context;

    /// <summary>ln P of the last word by the n-gram model.</summary>
    public double Ngram;

    /// <summary>What the words add to a score; what the end of the text would add behind them.</summary>
    public double Gain, EndGain;

    /// <summary>Whether the two are known.</summary>
    public bool HasGain, HasEndGain;

    /// <summary>Whether they are not known of a node that is a word longer, or that of the end is wanted.</summary>
    public bool IsWanted;

    /// <summary>The node without the last word; the first one that is a word longer; the next one with the same parent.</summary>
    public int Parent, FirstChild, Sibling;
}

/// <summary>What texts begin with, as a tree of words. Nodes come behind their parents; the root is node 0. Not for two threads at once.</summary>
/// <param name="stateSize">Numbers that a network remembers behind a node's words.</param>
internal sealed class ReadingTree(int stateSize)
{
    /// <summary>The words that all texts share.</summary>
    public const int Root = 0;

    /// <summary>No node.</summary>
    public const int None = -1;

    private readonly List<ReadingNode> _nodes = [];
    private readonly List<int> _places = [];
    private float[] _states = [];

    /// <summary>The nodes.</summary>
    public Span<ReadingNode> Nodes => CollectionsMarshal.AsSpan(_nodes);

    /// <summary>What the network remembers behind a node's words.</summary>
    public Span<float> StateOf(int node) => _states.AsSpan(node * stateSize, stateSize);

    /// <summary>Leaves nothing but the root.</summary>
    /// <param name="context">The n-gram model's context there.</param>
    public void Clear(int context)
    {
        _nodes.Clear();
        Add(new ReadingNode { Parent = None, FirstChild = None, Sibling = None, Context = context, HasGain = true });
    }

    /// <summary>The node that is a word longer, or none.</summary>
    public int Find(int parent, int word)
    {
        int child = _nodes[parent].FirstChild;
        while (child != None && _nodes[child].Word != word) child = _nodes[child].Sibling;
        return child;
    }

    /// <summary>The node that is a word longer; it is made if there is none.</summary>
    public int FindOrAdd(int parent, int word, NgramModel model)
    {
        int child = Find(parent, word);
        if (child != None) return child;
        ref ReadingNode from = ref Nodes[parent];
        var added = new ReadingNode { Parent = parent, FirstChild = None, Sibling = from.FirstChild, Word = word };
        added.Ngram = model.Score(from.Context, word, out added.Context);
        from.FirstChild = child = _nodes.Count;
        from.IsWanted = true;
        Add(added);
        return child;
    }

    /// <summary>Makes a node the root: those that do not begin with its words go.</summary>
    public void Reroot(int root)
    {
        if (root == Root) return;
        CollectionsMarshal.SetCount(_places, _nodes.Count);
        Span<int> places = CollectionsMarshal.AsSpan(_places);
        places.Fill(None);
        int count = 0;
        for (int i = root; i < places.Length; i++)
        {
            ReadingNode node = _nodes[i];
            if (i != root && (node.Parent < root || places[node.Parent] == None)) continue;
            StateOf(i).CopyTo(StateOf(count)); // To a place before it: nothing that is still needed is overwritten.
            (node.Parent, node.FirstChild, node.Sibling) = (i == root ? None : places[node.Parent], None, None);
            if (node.Parent != None)
            {
                node.Sibling = _nodes[node.Parent].FirstChild;
                Nodes[node.Parent].FirstChild = count;
            }
            _nodes[count] = node;
            places[i] = count++;
        }
        CollectionsMarshal.SetCount(_nodes, count);
    }

    private void Add(in ReadingNode node)
    {
        _nodes.Add(node);
        if (_states.Length < _nodes.Count * stateSize) Array.Resize(ref _states, Math.Max(64, 2 * _nodes.Count) * stateSize);
    }
}
