namespace EmbeddedSeq.Cli.Embedding;

/// <summary>Where a word's sound is cut out: from a little before its first to a little behind its last letter; neighbours meet in the middle.</summary>
internal static class WordCut
{
    // A causal model hears a letter when most of it is over: measured on recordings of single digits that are cut to the word.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(0.13), Rest = TimeSpan.FromSeconds(0.05);

    /// <param name="first">Where the word's first letter is written.</param>
    /// <param name="last">The same of its last letter.</param>
    /// <param name="before">The same of the last letter of the word before; null for none.</param>
    /// <param name="behind">The same of the first letter of the word behind; null for none.</param>
    public static (TimeSpan Start, TimeSpan End) Of(TimeSpan first, TimeSpan last, TimeSpan? before, TimeSpan? behind)
    {
        TimeSpan start = first - Delay, end = last + Rest;
        if (before + Rest is { } left && left > start) start = (left + start) / 2;
        if (behind - Delay is { } right && right < end) end = (end + right) / 2;
        return (start > TimeSpan.Zero ? start : TimeSpan.Zero, end);
    }
}
