using System.Globalization;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Alignment;

/// <summary>Compares when words begin according to the recogniser, which does not know the text, and to the aligner, which does.</summary>
/// <param name="model">What both run on.</param>
internal sealed class WordTimeCheck(SpeechModel model)
{
    private readonly SpeechRecognizer _recognizer = new(model, new SpeechRecognizerOptions { DetectEndpoints = false, MaximumUtterance = TimeSpan.FromHours(1) });
    private readonly List<double> _differences = []; // Milliseconds, of the words that were recognised.
    private int _words;

    /// <summary>Recognises and aligns an utterance and counts its words.</summary>
    public void Add(Utterance utterance)
    {
        float[] samples = AudioFile.ReadMono(utterance.AudioPath, model.SampleRate, utterance.Offset, utterance.Duration);
        List<TimedWord> heard = Recognize(samples);
        var aligner = new SpeechAligner(model, TextNormalizer.Normalize(utterance.Text));
        aligner.Push(samples);
        List<TimedWord> said = [.. aligner.Align().Words.Select(w => new TimedWord(w.Text, w.Start))];
        _words += said.Count;
        foreach ((TimedWord a, TimedWord b) in Common(said, heard)) _differences.Add(Math.Abs((a.Start - b.Start).TotalMilliseconds));
    }

    /// <summary>One line.</summary>
    public string Summary(EvaluationSet set)
    {
        string label = set.Split is null ? set.Manifest : $"{set.Manifest} ({set.Split})";
        string counts = $"{label}: {set.Utterances.Count} utterances, {_differences.Count} of {_words} words recognised";
        if (_differences.Count == 0) return counts;
        _differences.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{counts}; their starts differ from the aligner's by {Quantile(0.5):F0} ms (median), {Quantile(0.9):F0} ms (90 %), {Quantile(1):F0} ms (largest)");
    }

    private double Quantile(double part) => _differences[(int)Math.Round(part * (_differences.Count - 1))];

    private List<TimedWord> Recognize(float[] samples)
    {
        var words = new List<TimedWord>();
        _recognizer.Reset();
        for (ReadOnlySpan<float> rest = samples; !rest.IsEmpty;)
        {
            rest = rest[_recognizer.Push(rest)..];
            _recognizer.Tick();
        }
        _recognizer.EndUtterance();
        _recognizer.Tick();
        while (_recognizer.TryRead(out SpeechResult result))
        {
            if (!result.IsFinal) continue;
            foreach (SpeechWord word in result.Words) words.Add(new TimedWord(word.ToString(), word.Start));
        }
        return words;
    }

    // Pairs of a longest common subsequence.
    private static IEnumerable<(TimedWord Said, TimedWord Heard)> Common(List<TimedWord> said, List<TimedWord> heard)
    {
        int[,] length = new int[said.Count + 1, heard.Count + 1]; // Of what is common from here to the ends.
        for (int i = said.Count - 1; i >= 0; i--)
        {
            for (int j = heard.Count - 1; j >= 0; j--)
                length[i, j] = said[i].Text == heard[j].Text ? 1 + length[i + 1, j + 1] : Math.Max(length[i + 1, j], length[i, j + 1]);
        }
        for (int i = 0, j = 0; i < said.Count && j < heard.Count;)
        {
            if (said[i].Text == heard[j].Text) yield return (said[i++], heard[j++]);
            else if (length[i + 1, j] >= length[i, j + 1]) i++;
            else j++;
        }
    }

    private readonly record struct TimedWord(string Text, TimeSpan Start);
}
