using EmbeddedSeq.Runtime.Memory;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// The policy that says when the network listens and when an utterance ends, from two witnesses: whether the sound stands out
/// from the background, and whether the network writes letters. Counts steps only, so that cuts of the samples leave no trace.
/// </summary>
/// <remarks>
/// The first two rules, silence with nothing said and silence after speech, are those of Kaldi's online endpointing; the third,
/// the longest utterance, is the recogniser's, which must keep the network going there. An utterance has ended if it was quiet for the
/// rule's length and no letter came in the second half of it, letters being late by nature; if one witness errs, because
/// the background is loud or the network writes into silence, the other decides alone after twice the length.
/// Not for two threads at once.
/// </remarks>
/// <param name="rules">Lengths.</param>
/// <param name="isSilent">[V], whether a token writes nothing: the blank and the space.</param>
/// <param name="answersAtOnce">Whether the network tells its letters step by step; otherwise only the sound decides.</param>
internal sealed class Endpointer(EndpointRules rules, bool[] isSilent, bool answersAtOnce)
{
    private int _waiting;          // Steps with nothing said since the utterance or the sound began.
    private int _quiet, _unwritten; // Steps since the last sound, and since the last letter.
    private bool _isSaid;

    /// <summary>Whether the network listens. In the beginning only if no rule ends utterances: then somebody else decides when to listen.</summary>
    public bool IsOpen { get; private set; } = rules.SilenceAfterSpeech == EndpointRules.Never;

    /// <summary>Takes what the sound says about the next step.</summary>
    /// <param name="isSpeech">Whether it stands out from the background.</param>
    public EndpointEvent Listen(bool isSpeech)
    {
        _quiet = isSpeech ? 0 : _quiet + 1;
        if (!IsOpen && isSpeech)
        {
            Begin();
            return EndpointEvent.Begin;
        }
        return !IsOpen && Wait() ? EndpointEvent.End : EndpointEvent.None;
    }

    /// <summary>Takes what the network says about a step that it has heard.</summary>
    /// <param name="logProbabilities">[V], or nothing if it does not answer at once.</param>
    public EndpointEvent Hear(ReadOnlySpan<float> logProbabilities)
    {
        bool writes = answersAtOnce && !isSilent[MostProbable(logProbabilities)];
        _unwritten = writes ? 0 : _unwritten + 1;
        _isSaid |= writes || !answersAtOnce;
        if (!_isSaid)
        {
            if (Wait()) return End();
            if (_quiet < rules.FalseStart) return EndpointEvent.None;
            IsOpen = false;
            return EndpointEvent.Forget;
        }
        return HasEnded() ? End() : EndpointEvent.None;
    }

    /// <summary>Begins a stream.</summary>
    public void Reset()
    {
        (IsOpen, _isSaid) = (rules.SilenceAfterSpeech == EndpointRules.Never, false);
        (_waiting, _quiet, _unwritten) = (0, 0, 0);
    }

    /// <summary>Saves or restores the state.</summary>
    public void Transfer(ref StateTransfer state)
    {
        bool isOpen = IsOpen;
        state.Flag(ref isOpen);
        state.Flag(ref _isSaid);
        state.Number(ref _waiting, 0, int.MaxValue);
        state.Number(ref _quiet, 0, int.MaxValue);
        state.Number(ref _unwritten, 0, int.MaxValue);
        IsOpen = isOpen;
    }

    private void Begin()
    {
        (IsOpen, _isSaid) = (true, false);
        (_waiting, _unwritten) = (0, 0);
    }

    private EndpointEvent End()
    {
        IsOpen = false;
        _waiting = 0;
        return EndpointEvent.End;
    }

    private bool Wait()
    {
        if (++_waiting < rules.SilenceBeforeSpeech) return false;
        _waiting = 0;
        return true;
    }

    private bool HasEnded()
    {
        long length = rules.SilenceAfterSpeech;
        int unwritten = answersAtOnce ? _unwritten : _quiet;
        return (_quiet >= length && unwritten >= length / 2) || Math.Max(_quiet, unwritten) >= 2 * length;
    }

    private static int MostProbable(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] > row[best]) best = i;
        }
        return best;
    }
}
