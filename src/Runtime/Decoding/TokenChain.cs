using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// Readings that share their beginnings: each link is a token and points to the link before it. Links that nobody uses any more
/// are used again, so memory grows only while more are in use than ever before. Not for two threads at once.
/// </summary>
/// <param name="capacity">Links that need no further memory.</param>
internal sealed class TokenChain(int capacity)
{
    /// <summary>No link: the start of the text, or what has been committed.</summary>
    public const int None = -1;

    private Link[] _links = new Link[capacity];
    private int _made, _free = None;

    /// <summary>Links in use.</summary>
    public int Count { get; private set; }

    /// <summary>The token of a link.</summary>
    public ref readonly CtcToken this[int link] => ref _links[link].Token;

    /// <summary>The link before, or <see cref="None"/>.</summary>
    public int Before(int link) => _links[link].Before;

    /// <summary>Hash of the tokens up to and with a link's.</summary>
    public ulong Prefix(int link) => _links[link].Prefix;

    /// <summary>Makes a link that has no user yet and uses the one before it.</summary>
    public int Add(in CtcToken token, int before, ulong prefix)
    {
        int link = _free;
        if (link != None) _free = _links[link].Before;
        else
        {
            if (_made == _links.Length) Array.Resize(ref _links, 2 * _links.Length);
            link = _made++;
        }
        _links[link] = new Link(token, before, prefix);
        Count++;
        Retain(before);
        return link;
    }

    /// <summary>One user more.</summary>
    public void Retain(int link)
    {
        if (link != None) _links[link].Users++;
    }

    /// <summary>One user less; what nobody uses is free again.</summary>
    public void Release(int link)
    {
        while (link != None && --_links[link].Users == 0)
        {
            int before = _links[link].Before;
            _links[link].Before = _free;
            _free = link;
            Count--;
            link = before;
        }
    }

    /// <summary>Parts a link from those before it.</summary>
    public void Cut(int link)
    {
        Release(_links[link].Before);
        _links[link].Before = None;
    }

    /// <summary>Forgets all links.</summary>
    public void Clear() => (_made, _free, Count) = (0, None, 0);

    /// <summary>Takes over the links of another chain.</summary>
    public void CopyFrom(TokenChain other)
    {
        if (_links.Length < other._made) _links = new Link[other._links.Length];
        other._links.AsSpan(0, other._made).CopyTo(_links);
        (_made, _free, Count) = (other._made, other._free, other.Count);
    }

    /// <summary>Saves or restores the links.</summary>
    /// <param name="state">Of the transfer.</param>
    /// <param name="most">How many there can be.</param>
    public void Transfer(ref StateTransfer state, int most)
    {
        int count = Count;
        state.Number(ref _made, 0, most);
        state.Number(ref _free, None, most);
        state.Number(ref count, 0, most);
        if (_links.Length < _made) _links = new Link[_made];
        state.Values(_links.AsSpan(0, _made), most);
        Count = count;
    }

    private struct Link(CtcToken token, int before, ulong prefix)
    {
        public readonly ulong Prefix = prefix;
        public readonly CtcToken Token = token;
        public int Before = before;
        public int Users;
    }
}
