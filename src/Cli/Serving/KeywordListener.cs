using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>A page's keywords: a spotter beside the recogniser, on the same sound, from the moment on when the keywords came.</summary>
internal sealed class KeywordListener
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(5);
    private readonly KeywordSpotter _spotter;
    private readonly TimeSpan _start;
    private readonly float[] _piece = new float[1024];

    /// <param name="model">What listens.</param>
    /// <param name="keywords">Names with the spellings by which they were heard, and their voices; at least one.</param>
    /// <param name="words">What compares the voices; null if none has one.</param>
    /// <param name="start">Time of the stream's next sample.</param>
    /// <exception cref="ArgumentException">A spelling that the model cannot write, or a voice that the model of words cannot compare.</exception>
    public KeywordListener(SpeechModel model, IReadOnlyCollection<Keyword> keywords, EmbeddingModel? words, TimeSpan start) =>
        (_spotter, _start) = (new KeywordSpotter(model, keywords, words), start);

    /// <summary>The connection; what finds no room is not listened to.</summary>
    public void Push(ReadOnlySpan<short> samples)
    {
        for (; !samples.IsEmpty; samples = samples[Math.Min(samples.Length, _piece.Length)..])
        {
            int count = Math.Min(samples.Length, _piece.Length);
            for (int i = 0; i < count; i++) _piece[i] = samples[i] / 32768f;
            _spotter.Push(_piece.AsSpan(0, count));
        }
    }

    /// <summary>The recognition thread: listens for a share of the time and posts what was heard.</summary>
    /// <returns>Whether sound is left to listen to.</returns>
    public bool Publish(Outbox outbox)
    {
        bool works = _spotter.Tick(Budget);
        while (_spotter.TryRead(out KeywordDetection found)) outbox.Post(LiveMessages.Keyword(found, _start));
        return works;
    }
}
