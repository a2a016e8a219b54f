namespace EmbeddedSeq.Runtime.Search;

/// <summary>
/// Decides, step by step, when a keyword was said: a match counts when it scores enough and no better one that overlaps it has come for
/// a while. Spellings are different ways to have heard one word, so the odds of those that match at one place add up. Allocates nothing
/// after its creation. Not for two threads at once.
/// </summary>
internal sealed class KeywordDetector
{
    /// <summary>Steps that a better match may take to come: 0.3 s.</summary>
    public const int Patience = 10;

    private static readonly KeywordMatch None = new(0, 0, float.NegativeInfinity);

    private readonly KeywordTrack[] _tracks;
    private readonly KeywordMatch[] _peaks; // The best match of each track, until another begins a while behind it.
    private readonly double _threshold, _worthwhile; // What a match must score, and its best spelling alone.
    private KeywordMatch _best = None;
    private int _bestTrack;
    private long _bestAt, _heardUntil, _proposedUntil;

    public KeywordDetector(Keyword keyword, IndexDescription index)
    {
        Keyword = keyword;
        _threshold = keyword.Voice is null ? keyword.Threshold : KeywordWindows.ProposalThreshold;
        Likeness = keyword.Voice is null ? null : new VoiceLikeness(keyword.Voice);
        _tracks = [.. keyword.Spellings.Select(s => new KeywordTrack(KeywordQuery.FromText(s, index)))];
        _peaks = new KeywordMatch[_tracks.Length];
        _worthwhile = _threshold - Math.Log(_tracks.Length);
    }

    /// <summary>What is listened for.</summary>
    public Keyword Keyword { get; }

    /// <summary>What compares its sound; null for a keyword without a voice.</summary>
    public VoiceLikeness? Likeness { get; }

    /// <summary>Begins a stream, with step 0.</summary>
    /// <param name="edge">[V], the costs of what lies before it.</param>
    public void Reset(ReadOnlySpan<byte> edge)
    {
        foreach (KeywordTrack track in _tracks)
        {
            track.Reset();
            track.Push(edge, -1);
        }
        Array.Fill(_peaks, None);
        (_best, _heardUntil, _proposedUntil) = (None, 0, 0);
    }

    /// <summary>Takes the next step.</summary>
    /// <param name="costs">[V].</param>
    /// <param name="step">Its number.</param>
    /// <param name="match">What was said, if the result is true, unless somebody who knows more disagrees: <see cref="Accept"/> follows or not.</param>
    public bool Push(ReadOnlySpan<byte> costs, long step, out KeywordMatch match)
    {
        Advance(costs, step);
        return TryTake(step - Patience, out match);
    }

    /// <summary>The sound has ended: what waits for a better match is the best.</summary>
    /// <param name="edge">[V], the costs of what lies behind it.</param>
    /// <param name="step">The step behind the last.</param>
    /// <param name="match">What was said, if the result is true.</param>
    public bool Finish(ReadOnlySpan<byte> edge, long step, out KeywordMatch match)
    {
        Advance(edge, step);
        return TryTake(long.MaxValue, out match);
    }

    /// <summary>A match counts: what overlaps it does not.</summary>
    public void Accept(in KeywordMatch match) => _heardUntil = match.EndStep;

    private void Advance(ReadOnlySpan<byte> costs, long step)
    {
        for (int i = 0; i < _tracks.Length; i++)
        {
            KeywordMatch found = _tracks[i].Push(costs, step);
            if (found.Score > _peaks[i].Score || found.FirstStep >= _peaks[i].EndStep + Patience) _peaks[i] = found;
            if (found.Score < _worthwhile || found.FirstStep < _heardUntil || found.EndStep <= _proposedUntil || !(found.Score > _best.Score)) continue;
            (_best, _bestTrack, _bestAt) = (found, i, step);
        }
    }

    private bool TryTake(long latest, out KeywordMatch match)
    {
        match = _best;
        if (float.IsNegativeInfinity(_best.Score) || _bestAt > latest) return false;
        match = _best with { Score = _best.Score + Support(_best) };
        _proposedUntil = _best.EndStep;
        _best = None;
        return match.Score >= _threshold;
    }

    // Logarithm of how much the odds grow by the other spellings that match there.
    private float Support(in KeywordMatch best)
    {
        float sum = 1;
        for (int i = 0; i < _peaks.Length; i++)
        {
            KeywordMatch peak = _peaks[i];
            if (i != _bestTrack && peak.FirstStep < best.EndStep && best.FirstStep < peak.EndStep) sum += MathF.Exp(peak.Score - best.Score);
        }
        return MathF.Log(sum);
    }
}
