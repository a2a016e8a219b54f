using EmbeddedSeq.Runtime;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>The results of one utterance as they come.</summary>
internal sealed class Hearing
{
    private readonly List<float> _confidences = [];
    private readonly List<string> _alternatives = [];
    private string _text = "", _committed = "", _final = "";
    private int _changed, _broken;
    private bool _isRejected;

    /// <summary>Takes the results that wait.</summary>
    public void Read(SpeechRecognizer recognizer)
    {
        while (recognizer.TryRead(out SpeechResult result))
        {
            string text = result.ToString();
            _broken += _committed.Length - _committed.AsSpan().CommonPrefixLength(text);
            _changed += _text.Length - _text.AsSpan().CommonPrefixLength(text);
            (_text, _committed) = result.IsFinal ? ("", "") : (text, result.Committed.ToString());
            if (!result.IsFinal) continue;
            // An utterance of a corpus that a rule has cut in two is still one.
            _final = string.Join(' ', new[] { _final, text }.Where(t => t.Length > 0));
            _isRejected = result.IsRejected;
            foreach (SpeechWord word in result.Words) _confidences.Add(word.Confidence);
            foreach (SpeechAlternative alternative in result.Alternatives) _alternatives.Add(alternative.ToString());
        }
    }

    /// <summary>What came of it.</summary>
    /// <param name="said">What was said.</param>
    /// <param name="audio">Length of the audio.</param>
    public Recognition Finish(string said, TimeSpan audio) => new(TextNormalizer.Normalize(said), TextNormalizer.Normalize(_final), audio)
    {
        Confidences = _confidences,
        Alternatives = _alternatives,
        IsRejected = _isRejected,
        ChangedCharacters = _changed,
        BrokenCharacters = _broken,
    };
}
