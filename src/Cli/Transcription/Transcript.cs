using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Transcription;

/// <summary>Where results go: lines of text, JSON, subtitles or a live view.</summary>
internal abstract class Transcript
{
    /// <summary>Name of the recording that the next results belong to; null if there is only one.</summary>
    public string? Source { get; set; }

    /// <summary>Text that may still change, at least one letter.</summary>
    /// <param name="result">Valid during the call.</param>
    /// <param name="heard">How much audio had been processed when it came out.</param>
    public abstract void Partial(in SpeechResult result, TimeSpan heard);

    /// <summary>An utterance that has ended, with at least one word, or rejected: not understood.</summary>
    /// <inheritdoc cref="Partial"/>
    public abstract void Final(in SpeechResult result, TimeSpan heard);

    /// <summary>The recording has ended.</summary>
    public virtual void End()
    {
    }

    /// <summary>How far a recording has been read; for those that show it.</summary>
    public virtual void Report(TimeSpan at, TimeSpan length)
    {
    }
}
