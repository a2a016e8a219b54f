namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The characters of hot phrases, " phrase ", as an automaton: the node for a text is the longest end of the text that some phrase begins with.</summary>
internal sealed class HotWordTree
{
    /// <summary>The node of the empty text.</summary>
    public const int Root = 0;

    private readonly List<Node> _nodes = [new Node(Root, 0)];

    /// <summary>Number of nodes.</summary>
    public int Count => _nodes.Count;

    /// <summary>Adds a phrase.</summary>
    public void Add(string phrase, float boost)
    {
        int at = Root;
        string text = $" {phrase} ";
        foreach (char c in text)
        {
            if (!_nodes[at].Children.TryGetValue(c, out int next))
            {
                _nodes[at].Children.Add(c, next = _nodes.Count);
                _nodes.Add(new Node(at, _nodes[at].Depth + 1));
            }
            // The space before a phrase earns nothing, the one behind it all; on the way there, the share of what has been said.
            Node node = _nodes[next];
            if (node.Depth < text.Length) node.Hope = Math.Max(node.Hope, boost * (node.Depth - 1) / (text.Length - 1));
            node.IsWanted |= boost > 0 && node.Depth > 1;
            at = next;
        }
        _nodes[at].Gain += boost;
    }

    /// <summary>Finds for each node the longest shorter end of its text that is a node: what goes on when the phrase does not. Call once, behind the last <see cref="Add"/>.</summary>
    public void Link()
    {
        var queue = new Queue<int>([Root]);
        while (queue.TryDequeue(out int at))
        {
            foreach ((char c, int child) in _nodes[at].Children)
            {
                Node node = _nodes[child];
                node.Shorter = at == Root ? Root : Next(_nodes[at].Shorter, c);
                Node shorter = _nodes[node.Shorter];
                node.Gain += shorter.Gain;
                node.Hope = Math.Max(node.Hope, shorter.Hope);
                node.IsWanted |= shorter.IsWanted;
                queue.Enqueue(child);
            }
        }
    }

    /// <summary>The node one character further.</summary>
    public int Next(int at, char c)
    {
        if (char.IsWhiteSpace(c)) c = ' ';
        int next;
        while (!_nodes[at].Children.TryGetValue(c, out next) && at != Root) at = _nodes[at].Shorter;
        return next;
    }

    /// <summary>The boosts of the phrases that end at a node.</summary>
    public float Gain(int at) => _nodes[at].Gain;

    /// <summary>What the phrase under way has earned so far.</summary>
    public float Hope(int at) => _nodes[at].Hope;

    /// <summary>Whether a phrase with a positive boost is under way or has just ended, beyond its first space.</summary>
    public bool IsWanted(int at) => _nodes[at].IsWanted;

    private sealed class Node(int parent, int depth)
    {
        public readonly Dictionary<char, int> Children = [];
        public readonly int Depth = depth;
        public int Shorter = parent;
        public float Gain, Hope;
        public bool IsWanted;
    }
}
