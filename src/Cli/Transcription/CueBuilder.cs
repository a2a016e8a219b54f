namespace EmbeddedSeq.Cli.Transcription;

/// <summary>
/// Cuts words into subtitles as broadcasters do: at most two lines of 42 characters and six seconds, a new one after a pause, each at
/// least a second long if the next leaves the time.
/// </summary>
internal sealed class CueBuilder
{
    private const int LineLength = 42;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6), Shortest = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromSeconds(0.6);

    private readonly List<string> _words = [];
    private TimeSpan _start, _end;

    /// <summary>Takes the next word.</summary>
    /// <param name="word">One word.</param>
    /// <param name="start">Not before the last word's end.</param>
    /// <param name="end">Not before its start.</param>
    /// <returns>The cue before it, if the word begins a new one.</returns>
    public Cue? Add(string word, TimeSpan start, TimeSpan end)
    {
        bool fits = _words.Count == 0 || (start - _end < Pause && end - _start <= Longest && Lines([.. _words, word]) is not null);
        Cue? finished = fits ? null : Finish(start);
        if (_words.Count == 0) _start = start;
        _words.Add(word);
        _end = end;
        return finished;
    }

    /// <summary>Ends the cue that is being built.</summary>
    /// <param name="next">When it has to be gone.</param>
    /// <returns>Null if there is none.</returns>
    public Cue? Finish(TimeSpan next)
    {
        if (_words.Count == 0) return null;
        TimeSpan readable = _start + Shortest, end = _end < readable ? (readable < next ? readable : next) : _end;
        var cue = new Cue(_start, end, Lines(_words) ?? string.Join(' ', _words));
        _words.Clear();
        return cue;
    }

    /// <summary>The words in one line or in two that are as even as can be; null if they do not fit.</summary>
    private static string? Lines(List<string> words)
    {
        string all = string.Join(' ', words);
        if (all.Length <= LineLength || words.Count == 1) return all;
        string? best = null;
        int bestLength = LineLength + 1;
        for (int i = all.IndexOf(' '); i >= 0; i = all.IndexOf(' ', i + 1))
        {
            int longer = Math.Max(i, all.Length - i - 1);
            if (longer < bestLength) (best, bestLength) = (all[..i] + "\n" + all[(i + 1)..], longer);
        }
        return best;
    }
}
