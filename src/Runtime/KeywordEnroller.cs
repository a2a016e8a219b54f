using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime;

/// <summary>Makes a keyword of recordings of it: what the model wrote for them becomes its spellings.</summary>
public static class KeywordEnroller
{
    private const int MostSpellings = 4, FewestLetters = 3, VariantsPerRecording = 6;

    /// <summary>Chooses the spellings that explain the recordings best, each recording judged by what was heard in the others.</summary>
    /// <param name="model">What will listen.</param>
    /// <param name="name">Name of the keyword.</param>
    /// <param name="recordings">Samples at the model's rate, one channel; 3 to 5 are enough. The keyword alone, with some silence around it or none.</param>
    /// <param name="text">How it is written, if known: one more spelling to choose from.</param>
    /// <returns>The keyword, with the threshold of an even chance.</returns>
    /// <exception cref="ArgumentException">Nothing was heard that could be a word, or the text cannot be written by the model.</exception>
    public static Keyword Enroll(SpeechModel model, string name, IReadOnlyList<float[]> recordings, string? text = null)
    {
        IndexDescription index = SpeechIndexWriter.Describe(model, "");
        byte[][] heard = [.. recordings.Select(r => WithEdges(SpeechIndexWriter.Listen(model, [r]), index))];
        var candidates = new List<(string Text, int Source)>();
        if (text is not null) candidates.Add((KeywordQuery.FromText(text, index).Text, -1));
        for (int i = 0; i < heard.Length; i++)
        {
            foreach (int[] tokens in HeardSpelling.Variants(heard[i], index, VariantsPerRecording))
            {
                if (tokens.Count(t => t != index.Space) >= FewestLetters) candidates.Add((string.Concat(tokens.Select(t => index.Tokens[t])), i));
            }
        }
        if (candidates.Count == 0) throw new ArgumentException($"Nothing that could be a word of {FewestLetters} letters was heard in the recordings of {name}.", nameof(recordings));
        return new Keyword { Name = name, Spellings = heard.Length == 0 ? [candidates[0].Text] : Choose(candidates, heard, index) };
    }

    // Takes, again and again, the spelling that adds most.
    private static List<string> Choose(List<(string Text, int Source)> candidates, byte[][] heard, IndexDescription index)
    {
        double[][] scores = [.. candidates.Select(c => heard.Select((h, i) => heard.Length > 1 && c.Source == i ? double.NegativeInfinity : Score(c.Text, h, index)).ToArray())];
        double[] best = [.. heard.Select(_ => -20.0)]; // Worse than that does not make it more wrong.
        var chosen = new List<string>();
        while (chosen.Count < MostSpellings)
        {
            double[] gains = [.. scores.Select(s => s.Zip(best, (a, b) => Math.Max(0, a - b)).Sum())];
            int winner = Array.IndexOf(gains, gains.Max());
            if (chosen.Count > 0 && gains[winner] < 0.5 * heard.Length) break;
            if (!chosen.Contains(candidates[winner].Text)) chosen.Add(candidates[winner].Text);
            for (int i = 0; i < best.Length; i++) best[i] = Math.Max(best[i], scores[winner][i]);
        }
        return chosen;
    }

    private static double Score(string spelling, byte[] costs, IndexDescription index)
    {
        var track = new KeywordTrack(KeywordQuery.FromText(spelling, index));
        double best = double.NegativeInfinity;
        int width = index.Tokens.Count;
        for (int t = 0; t < costs.Length / width; t++) best = Math.Max(best, track.Push(costs.AsSpan(t * width, width), t).Score);
        return best;
    }

    // A space before and after: the keyword is a word of its own.
    private static byte[] WithEdges(byte[] costs, IndexDescription index)
    {
        byte[] edge = SegmentBuilder.EdgeOf(index);
        return [.. edge, .. costs, .. edge];
    }
}
