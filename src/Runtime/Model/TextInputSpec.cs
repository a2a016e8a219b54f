using System.Text.Json.Serialization;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>What one step of a text is.</summary>
public enum TextUnit
{
    /// <summary>A character (Unicode scalar).</summary>
    Characters,

    /// <summary>A word, or a punctuation mark.</summary>
    Words,
}

/// <summary>
/// How text becomes the input of an embedding layer: every unit is the number of its row (1-of-N), beside it, if wanted, the rows of
/// its letter n-grams, which also words have that were never seen (word hashing; Huang et al. 2013, Bojanowski et al. 2017).
/// </summary>
public sealed record TextInputSpec
{
    /// <summary>Number of the unit that stands for all that are not in the vocabulary.</summary>
    public const int Unknown = 0;

    /// <summary>Number of the token that begins and ends a text that is written.</summary>
    public const int End = 1;

    /// <summary>What a step is.</summary>
    public required TextUnit Unit { get; init; }

    /// <summary>The known units; number 0 stands for all others.</summary>
    public required IReadOnlyList<string> Vocabulary { get; init; }

    /// <summary>Whether capitals differ from small letters; otherwise text is read in small letters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepCase { get; init; }

    /// <summary>Rows that the letter n-grams share by their hash; 0 for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int NgramBuckets { get; init; }

    /// <summary>Letters of the shortest n-grams.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int NgramLeast { get; init; }

    /// <summary>Letters of the longest n-grams.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int NgramMost { get; init; }

    /// <summary>Most n-grams that a unit can have; further ones are left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int NgramsPerUnit { get; init; }

    /// <summary>Sentences of a text that is a paragraph; 0 if a text is one sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Sentences { get; init; }

    /// <summary>Rows that the embedding layer needs: the vocabulary's, then the buckets'.</summary>
    [JsonIgnore]
    public int Rows => Vocabulary.Count + NgramBuckets;

    /// <summary>Numbers of a step.</summary>
    [JsonIgnore]
    public int StepSize => 1 + NgramsPerUnit;

    internal string? FindProblem()
    {
        if (!Enum.IsDefined(Unit)) return $"text.unit: unknown unit {(int)Unit}";
        if (Vocabulary is null || Vocabulary.Any(string.IsNullOrEmpty)) return "text.vocabulary must not hold empty words";
        if (Vocabulary.Count is < 1 or > 1 << 20) return $"text.vocabulary must have 1 to {1 << 20} entries, the first for unknown units, found {Vocabulary.Count}";
        if (Vocabulary.Distinct(StringComparer.Ordinal).Count() != Vocabulary.Count) return "the entries of text.vocabulary must differ from each other";
        if (Sentences is < 0 or > 1000) return $"text.sentences must be 0 to 1000, found {Sentences}";
        if (NgramBuckets == 0) return (NgramLeast, NgramMost, NgramsPerUnit) == default ? null : "text: n-grams need ngram_buckets above 0";
        if (NgramBuckets is < 1 or > 1 << 22) return $"text.ngram_buckets must be 0 to {1 << 22}, found {NgramBuckets}";
        if (NgramLeast < 1 || NgramMost < NgramLeast || NgramMost > 16) return $"text: n-grams must be of 1 to 16 letters, found {NgramLeast} to {NgramMost}";
        if (NgramsPerUnit is < 1 or > 256) return $"text.ngrams_per_unit must be 1 to 256, found {NgramsPerUnit}";
        return Unit is TextUnit.Words ? null : "text: only words have n-grams";
    }
}
