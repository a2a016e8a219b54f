using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>A recurrent language model behind some words. Not for two threads at once.</summary>
/// <param name="knowledge">The model.</param>
internal sealed class RecurrentState(ReadingKnowledge knowledge)
{
    private readonly NetworkState _state = knowledge.Network.CreateState();
    private readonly float[] _next = new float[knowledge.Network.OutputSize];

    /// <summary>What it remembers.</summary>
    public Span<float> Memory => _state.Memory;

    /// <summary>Back to the beginning of a text.</summary>
    public void Reset()
    {
        _state.Reset();
        Read(Ngrams.Start);
    }

    /// <summary>Reads a word.</summary>
    public void Read(int word) => knowledge.Network.Run(_state, knowledge.InputOf(word), _next);

    /// <summary>ln P of a word behind those that were read.</summary>
    public double LogProbability(int word) => knowledge.LogProbability(_next, word);
}
