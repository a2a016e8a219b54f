using System.Text;
using System.Text.RegularExpressions;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Features;

/// <summary>Text to the inputs of an embedding layer (see <see cref="TextInputSpec"/>). Immutable.</summary>
public sealed partial class TextFeatures
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <param name="spec">What a step is and which units are known.</param>
    public TextFeatures(TextInputSpec spec)
    {
        Spec = spec;
        for (int i = 1; i < spec.Vocabulary.Count; i++) _numbers.Add(spec.Vocabulary[i], i);
    }

    /// <summary>What a step is.</summary>
    public TextInputSpec Spec { get; }

    /// <summary>
    /// The units of a text as somebody writes it: of marks that are unknown, those that part sentences count as commas, and the others are
    /// left out (who learned from text without full stops would take one for a rare word); words are tried with a straight apostrophe, and
    /// those that are unknown with one at an end were quoted: they are read without it.
    /// </summary>
    /// <returns>All units if nothing but unknown marks is there.</returns>
    public string[] Split(string text)
    {
        string[] units = Split(text, Spec.Unit, Spec.KeepCase);
        string[] readable = [.. units.Select(Plain).Where(u => _numbers.ContainsKey(u) || u.EnumerateRunes().Any(Rune.IsLetterOrDigit))];
        return readable.Length > 0 ? readable : units;
    }

    private string Plain(string unit)
    {
        if (_numbers.ContainsKey(unit)) return unit;
        if (unit is ";" or "—" or "–") return ",";
        string straight = unit.Replace('’', '\''), bare = straight.Trim('\'');
        return bare.Length == 0 || _numbers.ContainsKey(straight) ? straight : bare;
    }

    /// <summary>The units of a text: words (letters, digits, apostrophes) and every other visible character for itself, or all characters.</summary>
    public static string[] Split(string text, TextUnit unit, bool keepCase)
    {
        if (!keepCase) text = text.ToLowerInvariant();
        return unit is TextUnit.Words ? [.. Words().Matches(text).Select(m => m.Value)] : [.. text.EnumerateRunes().Select(r => r.ToString())];
    }

    /// <summary>Units put together again.</summary>
    public static string Join(IEnumerable<string> units, TextUnit unit) => string.Join(unit is TextUnit.Words ? " " : "", units);

    /// <summary>Number of a unit; <see cref="TextInputSpec.Unknown"/> if it is not in the vocabulary.</summary>
    public int NumberOf(string unit) => _numbers.GetValueOrDefault(unit, TextInputSpec.Unknown);

    /// <summary>The inputs of all units.</summary>
    /// <returns>[T, <see cref="TextInputSpec.StepSize"/>] numbers of rows; −1 where a unit has fewer.</returns>
    public float[] Encode(IReadOnlyList<string> units)
    {
        float[] steps = new float[units.Count * Spec.StepSize];
        for (int t = 0; t < units.Count; t++) Encode(units[t], steps.AsSpan(t * Spec.StepSize, Spec.StepSize));
        return steps;
    }

    private void Encode(string unit, Span<float> step)
    {
        step.Fill(-1);
        step[0] = NumberOf(unit);
        if (Spec.NgramBuckets == 0) return;
        // The brackets tell a beginning and an end from the middle.
        string word = $"<{unit}>";
        int count = 1;
        for (int length = Spec.NgramLeast; length <= Spec.NgramMost; length++)
        {
            for (int i = 0; i + length <= word.Length && count < step.Length; i++)
                step[count++] = Spec.Vocabulary.Count + (int)(Hash(word.AsSpan(i, length)) % (uint)Spec.NgramBuckets);
        }
    }

    /// <summary>FNV-1a over the bytes of the UTF-8.</summary>
    private static uint Hash(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        uint hash = 2166136261;
        foreach (byte b in bytes[..Encoding.UTF8.GetBytes(text, bytes)]) hash = (hash ^ b) * 16777619;
        return hash;
    }

    [GeneratedRegex(@"[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}]+)*['’]?|['’][\p{L}\p{N}]+|[^\s\p{L}\p{N}\p{M}\p{C}]|[\uD800-\uDBFF][\uDC00-\uDFFF]")]
    private static partial Regex Words();
}
