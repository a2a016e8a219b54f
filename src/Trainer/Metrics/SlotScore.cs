namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>
/// F1 of labelled stretches as CoNLL counts them (Tjong Kim Sang and Buchholz 2000): a slot is right if its first word, its last word
/// and its label are. Labels B-x begin a slot, I-x goes on with it, O is none; a label without such a prefix is a slot of each word.
/// </summary>
public sealed class SlotScore
{
    private long _right, _found, _expected;

    /// <summary>Right slots among those found; 0 if none was found.</summary>
    public double Precision => _found == 0 ? 0 : (double)_right / _found;

    /// <summary>Slots found among those that should be; 0 if there are none.</summary>
    public double Recall => _expected == 0 ? 0 : (double)_right / _expected;

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => _right == 0 ? 0 : 2.0 * _right / (_found + _expected);

    /// <summary>Counts one text.</summary>
    /// <param name="expected">The label that each word has.</param>
    /// <param name="found">The label that each word was given.</param>
    public void Add(IReadOnlyList<string> expected, IReadOnlyList<string> found)
    {
        HashSet<Slot> right = [.. SlotsOf(expected)], guessed = [.. SlotsOf(found)];
        _expected += right.Count;
        _found += guessed.Count;
        right.IntersectWith(guessed);
        _right += right.Count;
    }

    /// <summary>The slots that labels mark. I-x after anything but B-x or I-x begins a slot.</summary>
    public static IEnumerable<Slot> SlotsOf(IReadOnlyList<string> labels)
    {
        for (int i = 0; i < labels.Count;)
        {
            int first = i++;
            if (labels[first] == "O") continue;
            bool prefixed = labels[first].StartsWith("B-", StringComparison.Ordinal) || labels[first].StartsWith("I-", StringComparison.Ordinal);
            string name = prefixed ? labels[first][2..] : labels[first];
            while (prefixed && i < labels.Count && labels[i] == "I-" + name) i++;
            yield return new Slot(name, first, i);
        }
    }
}

/// <summary>A labelled stretch of words.</summary>
/// <param name="Label">Its label, without B- and I-.</param>
/// <param name="Start">Its first word.</param>
/// <param name="End">The word after its last.</param>
public readonly record struct Slot(string Label, int Start, int End);
