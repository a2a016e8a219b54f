using EmbeddedSeq.Trainer.Metrics;

namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>Counts over utterances.</summary>
/// <param name="name">The manifest, or "total".</param>
/// <param name="split">Its split, if it has any.</param>
internal sealed class EvaluationResult(string name, string? split)
{
    private TimeSpan _audio, _processing;

    public string Name => name;

    public string? Split => split;

    public ErrorRates Rates { get; } = new();

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
        }
        _processing += processing;
    }
}
