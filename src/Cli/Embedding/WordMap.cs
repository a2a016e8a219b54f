using EmbeddedSeq.Trainer.Analysis;

namespace EmbeddedSeq.Cli.Embedding;

/// <summary>A word in the plane.</summary>
/// <param name="Word">Which word.</param>
/// <param name="Label">What tells this token from others of it.</param>
/// <param name="X">0 to 1, left to right.</param>
/// <param name="Y">0 to 1, bottom to top.</param>
internal readonly record struct WordPoint(string Word, string Label, double X, double Y);

/// <summary>The vectors of words laid out in a plane.</summary>
/// <param name="Title">How they were laid out.</param>
/// <param name="Points">The words.</param>
internal sealed record WordMap(string Title, IReadOnlyList<WordPoint> Points)
{
    /// <summary>Seen along the two directions in which they differ most.</summary>
    public static WordMap Principal(IReadOnlyList<(string Word, string Label, float[] Vector)> words) =>
        Of("principal components", words, PrincipalComponents.Project([.. words.Select(w => w.Vector)], 2));

    /// <summary>Laid out so that neighbours stay neighbours.</summary>
    public static WordMap Neighbors(IReadOnlyList<(string Word, string Label, float[] Vector)> words) =>
        Of("neighbourhoods (t-SNE)", words, NeighborEmbedding.Layout([.. words.Select(w => w.Vector)]));

    private static WordMap Of(string title, IReadOnlyList<(string Word, string Label, float[] Vector)> words, double[][] places)
    {
        double[] x = Unit([.. places.Select(p => p[0])]), y = Unit([.. places.Select(p => p[1])]);
        return new WordMap(title, [.. words.Select((w, i) => new WordPoint(w.Word, w.Label, x[i], y[i]))]);
    }

    private static double[] Unit(double[] values)
    {
        double low = values.Min(), range = values.Max() - low;
        return [.. values.Select(v => range > 0 ? (v - low) / range : 0.5)];
    }
}
