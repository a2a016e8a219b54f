using System.Runtime.CompilerServices;

namespace EmbeddedSeq.Runtime.Search;

/// <summary>What a token costs at most in one step, in units of <see cref="PosteriorCode"/>: a letter that the model did not hear, or heard as another, is no reason to miss a word whose other letters fit.</summary>
internal static class KeywordCosts
{
    /// <summary>A blank that the model did not write: a letter too many.</summary>
    public const byte Blank = 112;

    /// <summary>A letter.</summary>
    public const byte Letter = 112;

    /// <summary>A space: words run into each other.</summary>
    public const byte Space = 48;

    /// <summary>The most that a token of a keyword costs.</summary>
    public static byte CapOf(int token, int space) => token == space ? Space : Letter;

    /// <summary>Limits costs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cap(Span<byte> costs, byte cap)
    {
        foreach (ref byte cost in costs) cost = Math.Min(cost, cap);
    }
}
