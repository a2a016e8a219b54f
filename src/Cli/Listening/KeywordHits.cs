using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Listening;

/// <summary>Counts keywords as soon as they are written down.</summary>
internal sealed class KeywordHits(IReadOnlyList<string> keywords) : Transcript
{
    private readonly int[] _counts = new int[keywords.Count];
    private int _words; // Of the utterance, that were looked at.
    private string _last = "";

    /// <summary>For example "left 2, stop 0, last left at 3.2 s"; empty without keywords.</summary>
    public string Summary => string.Join(", ", keywords.Select((k, i) => $"{k} {_counts[i]}")) + _last;

    public override void Partial(in SpeechResult result, TimeSpan heard) => Count(result, result.Words.Length - 1); // The last word may still grow.

    public override void Final(in SpeechResult result, TimeSpan heard)
    {
        Count(result, result.Words.Length);
        _words = 0;
    }

    private void Count(in SpeechResult result, int end)
    {
        for (; _words < end; _words++)
        {
            SpeechWord word = result.Words[_words];
            for (int i = 0; i < keywords.Count; i++)
            {
                if (!word.Text.Span.Equals(keywords[i], StringComparison.OrdinalIgnoreCase)) continue;
                _counts[i]++;
                _last = string.Create(System.Globalization.CultureInfo.InvariantCulture, $", last {keywords[i]} at {word.Start.TotalSeconds:F1} s");
            }
        }
    }
}
