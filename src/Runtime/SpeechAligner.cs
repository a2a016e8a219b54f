using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// Finds where the words of a known text are in a sound: push the sound, then ask. An hour of it takes some tens of megabytes
/// (docs/alignment.md). Not for two threads at once.
/// </summary>
public sealed class SpeechAligner
{
    private readonly SpeechModel _model;
    private readonly PosteriorStage _sound;
    private readonly int[] _tokens;
    private readonly List<SpelledWord> _words;
    private bool _isFinished;

    /// <summary>An aligner at the start of a sound.</summary>
    /// <param name="model">May be shared.</param>
    /// <param name="text">What is said in the sound, all of it. Capitals count as small letters.</param>
    /// <param name="skipUnknown">Whether characters that the model cannot write, such as full stops, are passed over.</param>
    /// <exception cref="SpellingException">A character that the model cannot write; the message names line and column.</exception>
    /// <exception cref="AlignmentException">The text has no words.</exception>
    public SpeechAligner(SpeechModel model, string text, bool skipUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        _model = model;
        _sound = new PosteriorStage(model);
        _tokens = new Spelling(model.Spec.Tokens).Spell(text, skipUnknown, out _words);
        if (_words.Count == 0) throw new AlignmentException("the text has no words");
    }

    /// <summary>Takes the next samples of the sound: in [−1, 1], at the model's sample rate, one channel.</summary>
    /// <exception cref="InvalidOperationException">The sound has ended.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public void Push(ReadOnlySpan<float> samples)
    {
        if (_isFinished) throw new InvalidOperationException("The sound has ended: a new one needs a new aligner.");
        _sound.Push(samples);
    }

    /// <summary>Ends the sound and finds the text in it.</summary>
    /// <exception cref="AlignmentException">The text needs more time than the sound has.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public AlignedText Align()
    {
        if (!_isFinished) _sound.Finish();
        _isFinished = true;
        var clock = new UtteranceClock(_model.Spec.Features, 0, _sound.Samples);
        int fewest = CtcAligner.FewestSteps(_tokens);
        if (fewest > _sound.Steps)
        {
            double seconds = fewest * _model.Spec.Features.StepDuration.TotalSeconds;
            throw new AlignmentException(FormattableString.Invariant($"the text needs at least {seconds:F2} s ({_tokens.Length} tokens), the sound has {clock.EndTime.TotalSeconds:F2} s"));
        }
        CtcToken[] runs = CtcAligner.Align(_sound.LogProbabilities, _model.Network.OutputSize, _tokens);
        return new AlignedText(clock.EndTime, [.. _words.Select(word => Word(word, runs.AsSpan(word.First, word.Count), clock))]);
    }

    private AlignedWord Word(SpelledWord word, ReadOnlySpan<CtcToken> runs, UtteranceClock clock)
    {
        var tokens = new AlignedToken[runs.Length];
        for (int i = 0; i < runs.Length; i++)
            tokens[i] = new AlignedToken(_model.Spec.Tokens[runs[i].Index], clock.StartOf(runs[i].FirstStep), clock.EndOf(runs[i].LastStep), runs[i].MeanProbability);
        return new AlignedWord(word.Text, tokens[0].Start, tokens[^1].End, tokens.Average(t => t.Confidence), tokens);
    }
}
