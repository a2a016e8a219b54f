using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime;

/// <summary>Makes a keyword of recordings of it: what the model wrote for them becomes its spellings.</summary>
/// <remarks>A few recordings are a few voices. So each is also heard slower and faster, as if others had said it too.</remarks>
public static class KeywordEnroller
{
    private const int MostSpellings = 4, FewestLetters = 2, VariantsPerRecording = 6;
    private const double WorstMatch = -15; // Where no spelling fits better, the recording does not say where the keyword is.

    private static readonly int[] Speeds = [SpeedChange.Phases, 180, 222];

    /// <summary>Chooses the spellings that explain the recordings best, each recording judged by what was heard in the others.</summary>
    /// <param name="model">What will listen.</param>
    /// <param name="name">Name of the keyword.</param>
    /// <param name="recordings">Samples at the model's rate, one channel; 3 to 5 are enough. The keyword alone, with some silence around it or none.</param>
    /// <param name="text">How it is written, if known: one more spelling to choose from.</param>
    /// <param name="words">Model of spoken words: also keeps how the recordings sound, with which far fewer are missed; the spotter needs the same.</param>
    /// <returns>The keyword, with the threshold of an even chance.</returns>
    /// <exception cref="ArgumentException">Nothing was heard that could be a word, a recording has far more than one, or the text cannot be written by the model.</exception>
    public static Keyword Enroll(SpeechModel model, string name, IReadOnlyList<float[]> recordings, string? text = null, EmbeddingModel? words = null)
    {
        IndexDescription index = SpeechIndexWriter.Describe(model, "");
        int said = recordings.Count; // The same at another speed lies so many behind.
        recordings = [.. Speeds.SelectMany(s => recordings.Select(r => SpeedChange.Apply(r, s)))];
        byte[][] heard = [.. recordings.Select(r => WithEdges(SpeechIndexWriter.Listen(model, [r]), index))];
        var candidates = new List<(string Text, int Source)>();
        if (text is not null) candidates.Add((KeywordQuery.FromText(text, index).Text, -1));
        for (int i = 0; i < heard.Length; i++)
        {
            if (HeardSpelling.Best(heard[i], index).Length > KeywordQuery.LongestText)
                throw new ArgumentException($"Recording {i % said + 1} of {name}: expected the keyword alone, found more than {KeywordQuery.LongestText} letters.", nameof(recordings));
            foreach (int[] tokens in HeardSpelling.Variants(heard[i], index, VariantsPerRecording))
            {
                if (tokens.Count(t => t != index.Space) >= FewestLetters) candidates.Add((string.Concat(tokens.Select(t => index.Tokens[t])), i % said));
            }
        }
        if (candidates.Count == 0) throw new ArgumentException($"Nothing that could be a word of {FewestLetters} letters was heard in the recordings of {name}.", nameof(recordings));
        IReadOnlyList<string> spellings = heard.Length == 0 ? [candidates[0].Text] : Choose(candidates, heard, said, index);
        var keyword = new Keyword { Name = name, Spellings = spellings };
        if (words is null || heard.Length == 0) return keyword;
        KeywordMatch?[] matches = [.. heard.Select(h => spellings.Select(s => Match(s, h, index)).MaxBy(m => m.Score)).Select(m => m.Score < WorstMatch ? null : (KeywordMatch?)m)];
        return keyword with { Voice = KeywordVoices.Make(words, recordings, said, matches, model.Spec.Features.Skip * model.Spec.Features.HopLength) };
    }

    // Takes, again and again, the spelling that adds most.
    private static List<string> Choose(List<(string Text, int Source)> candidates, byte[][] heard, int said, IndexDescription index)
    {
        double[][] scores = [.. candidates.Select(c => heard.Select((h, i) => said > 1 && c.Source == i % said ? double.NegativeInfinity : Match(c.Text, h, index).Score).ToArray())];
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

    // Steps are counted from the recording's begin: the edge before it is step -1.
    private static KeywordMatch Match(string spelling, byte[] costs, IndexDescription index)
    {
        var track = new KeywordTrack(KeywordQuery.FromText(spelling, index));
        var best = new KeywordMatch(0, 0, float.NegativeInfinity);
        int width = index.Tokens.Count;
        for (int t = 0; t < costs.Length / width; t++)
        {
            KeywordMatch found = track.Push(costs.AsSpan(t * width, width), t - 1);
            if (found.Score > best.Score) best = found;
        }
        return best;
    }

    // A space before and after: the keyword is a word of its own.
    private static byte[] WithEdges(byte[] costs, IndexDescription index)
    {
        byte[] edge = SegmentBuilder.EdgeOf(index);
        return [.. edge, .. costs, .. edge];
    }
}
