using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>Counts over utterances.</summary>
/// <param name="name">The manifest, or "total".</param>
/// <param name="split">Its split, if it has any.</param>
internal sealed class EvaluationResult(string name, string? split)
{
    private TimeSpan _audio, _processing;
    private long _changed, _characters, _rejected;

    public string Name => name;

    public string? Split => split;

    public ErrorRates Rates { get; } = new();

    /// <summary>How well the words' confidences are calibrated.</summary>
    public Calibration Calibration { get; } = new();

    /// <summary>Part of the utterances that got an answer: all, unless only phrases of a list may be answered.</summary>
    public double Answered => Rates.Utterances == 0 ? 0 : 1 - (double)_rejected / Rates.Utterances;

    /// <summary>Characters of partial texts that were taken back, per character of the final texts.</summary>
    public double Changed => (double)_changed / Math.Max(1, _characters);

    /// <summary>Committed characters that were taken back; must be none.</summary>
    public long Broken { get; private set; }

    public double AudioSeconds => _audio.TotalSeconds;

    /// <summary>Seconds that one core works for a second of audio.</summary>
    public double RealTimeFactor => _audio > TimeSpan.Zero ? _processing / _audio : 0;

    /// <summary>Counts utterances and the processor time that they took.</summary>
    public void Add(IEnumerable<Recognition> recognitions, TimeSpan processing)
    {
        foreach (Recognition recognition in recognitions)
        {
            Rates.Add(recognition.Reference, recognition.Hypothesis);
            _audio += recognition.Audio;
            _changed += recognition.ChangedCharacters;
            Broken += recognition.BrokenCharacters;
            _characters += recognition.Hypothesis.Length;
            if (recognition.IsRejected) _rejected++;
            AddConfidences(recognition);
        }
        _processing += processing;
    }

    private void AddConfidences(Recognition recognition)
    {
        string[] said = recognition.Reference.Split(' ', StringSplitOptions.RemoveEmptyEntries), heard = recognition.Hypothesis.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool[] matches = EditDistance.Matches<string>(said, heard);
        foreach ((bool isRight, float confidence) in matches.Zip(recognition.Confidences)) Calibration.Add(confidence, isRight);
    }
}
