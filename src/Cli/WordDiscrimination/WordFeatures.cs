using EmbeddedSeq.Runtime.Features;

namespace EmbeddedSeq.Cli.WordDiscrimination;

/// <summary>The features of the baselines: MFCC with deltas, normalised over all words of a speaker, or over the one word where the speaker is unknown.</summary>
internal static class WordFeatures
{
    public static float[][] Of(IReadOnlyList<WordToken> tokens)
    {
        var mfcc = new Mfcc();
        float[][] frames = [.. tokens.Select(t => mfcc.Extract(t.Samples))];
        foreach (IGrouping<string, int> group in Enumerable.Range(0, tokens.Count).GroupBy(i => tokens[i].Speaker ?? $"unknown {i}")) Mfcc.Normalize([.. group.Select(i => frames[i])]);
        return frames;
    }
}
