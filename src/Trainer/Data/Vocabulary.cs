using System.Text;
using EmbeddedSeq.Trainer.Recipes;

namespace EmbeddedSeq.Trainer.Data;

/// <summary>Chooses the units and labels that a model knows.</summary>
internal static class Vocabulary
{
    /// <summary>Stands for all units that are not known.</summary>
    public const string Unknown = "<unk>";

    /// <summary>Begins and ends a text that a model writes.</summary>
    public const string End = "</s>";

    /// <summary>The most frequent units; among equally frequent ones the first by code points.</summary>
    /// <param name="texts">The training texts.</param>
    /// <param name="spec">Which.</param>
    /// <param name="reserved">What comes first: <see cref="Unknown"/>, and <see cref="End"/> if the model writes text.</param>
    public static IReadOnlyList<string> Choose(IEnumerable<IReadOnlyList<string>> texts, VocabularySpec spec, params string[] reserved)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string unit in texts.SelectMany(t => t)) counts[unit] = counts.GetValueOrDefault(unit) + 1;
        IEnumerable<string> chosen = counts.Where(c => c.Value >= (IsMark(c.Key) ? Math.Max(spec.LeastCount, spec.LeastMarkCount) : spec.LeastCount) && !reserved.Contains(c.Key))
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key).Take(spec.Size);
        return [.. reserved, .. chosen];
    }

    private static bool IsMark(string unit) => !unit.EnumerateRunes().Any(Rune.IsLetterOrDigit);
}
