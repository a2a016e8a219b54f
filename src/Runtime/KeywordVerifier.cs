using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime;

/// <summary>
/// The second opinion on matches of enrolled keywords: their sound, as vectors, beside that of the recordings. One window is embedded
/// at a time, so that a host's budget is kept. Allocates nothing after its creation. Not for two threads at once.
/// </summary>
internal sealed class KeywordVerifier
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4); // Of a longer match the end is compared.

    private readonly AudioEmbedder _embedder;
    private readonly SampleHistory _history;
    private readonly float[] _vector;
    private readonly Queue<KeywordProposal> _waiting;

    /// <param name="model">What compares.</param>
    /// <param name="mostWaiting">Matches of one step.</param>
    public KeywordVerifier(EmbeddingModel model, int mostWaiting)
    {
        _embedder = new AudioEmbedder(model);
        _history = new SampleHistory((int)(Longest.TotalSeconds * model.SampleRate));
        _vector = new float[model.Dimension];
        _waiting = new Queue<KeywordProposal>(mostWaiting);
    }

    /// <summary>Whether a match waits.</summary>
    public bool IsBusy => _waiting.Count > 0;

    /// <summary>Takes the next samples of the stream.</summary>
    public void Hear(ReadOnlySpan<float> samples) => _history.Add(samples);

    /// <summary>Takes a match whose windows have been heard.</summary>
    public void Add(in KeywordProposal proposal) => _waiting.Enqueue(proposal);

    /// <summary>Compares one window of the match that has waited longest.</summary>
    /// <param name="proposal">The match, once all its windows are compared, or one that is unlike the vectors.</param>
    /// <param name="likeness">Of its sound to the recordings.</param>
    /// <returns>Whether it is judged.</returns>
    public bool Advance(out KeywordProposal proposal, out float likeness)
    {
        proposal = _waiting.Peek();
        VoiceLikeness sound = proposal.Detector.Likeness!;
        (long start, long end) = KeywordWindows.Of(sound.Windows, proposal.Start, proposal.End, _embedder.Model.SampleRate);
        Embed(Math.Max(start, _history.First), Math.Min(end, _history.Count));
        sound.Add(_vector);
        likeness = sound.Value;
        // Most proposals are far off in the first window already.
        if (sound.Windows < KeywordWindows.Count && likeness >= KeywordWindows.LeastLikeness) return false;
        _waiting.Dequeue();
        sound.Reset();
        return true;
    }

    /// <summary>Begins a stream.</summary>
    public void Reset()
    {
        _history.Clear();
        while (_waiting.TryDequeue(out KeywordProposal proposal)) proposal.Detector.Likeness!.Reset();
        _embedder.Reset();
    }

    private void Embed(long start, long end)
    {
        while (start < end)
        {
            ReadOnlySpan<float> part = _history.Read(start, end);
            _embedder.Push(part);
            start += part.Length;
        }
        _embedder.Finish(_vector);
    }
}
