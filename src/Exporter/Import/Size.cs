namespace EmbeddedSeq.Exporter.Import;

/// <summary>An integer of a graph: a number or, if it comes from the length of an input's axis that is free, a number times such lengths.</summary>
/// <param name="Factor">The number.</param>
/// <param name="Lengths">How often each free axis is a factor, eight bits an axis.</param>
internal readonly record struct Size(long Factor, ulong Lengths = 0)
{
    private const ulong TooOften = 0xF0F0_F0F0_F0F0_F0F0;

    /// <summary>The length of free axis <paramref name="index"/>, 0 to 7.</summary>
    public static Size OfAxis(int index) => new(1, 1UL << (8 * index));

    /// <summary>Whether it is a number.</summary>
    public bool IsKnown => Lengths == 0;

    /// <summary>The number.</summary>
    /// <exception cref="UnsupportedGraphException">It depends on a length.</exception>
    public long Known => IsKnown ? Factor : throw new UnsupportedGraphException("expected a number, found one that depends on the number of steps or sequences");

    public static implicit operator Size(long number) => new(number);

    /// <exception cref="UnsupportedGraphException">The product is too large.</exception>
    public static Size operator *(Size a, Size b)
    {
        ulong lengths = a.Lengths + b.Lengths;
        Int128 factor = (Int128)a.Factor * b.Factor;
        return (lengths & TooOften) == 0 && factor == (long)factor ? new((long)factor, lengths) : throw new UnsupportedGraphException("a size overflows");
    }

    /// <exception cref="UnsupportedGraphException">The sum is too large, or depends on a length.</exception>
    public static Size operator +(Size a, Size b) => (Int128)a.Known + b.Known is var sum && sum == (long)sum ? new((long)sum) : throw new UnsupportedGraphException("a size overflows");

    public override string ToString() => IsKnown ? $"{Factor}" : Factor == 1 ? "free" : $"{Factor}·free";
}
