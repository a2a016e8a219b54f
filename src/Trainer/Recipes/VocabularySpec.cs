using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>Which units of the training text become a vocabulary.</summary>
public sealed record VocabularySpec
{
    /// <summary>Words or characters.</summary>
    public TextUnit Unit { get; init; } = TextUnit.Words;

    /// <summary>Most units; the frequent ones win.</summary>
    public int Size { get; init; } = 20000;

    /// <summary>Rarer units are unknown.</summary>
    public int LeastCount { get; init; } = 2;

    /// <summary>Rarer marks (units without letter or digit) are unknown, and so left out of what is typed; if 0, those that <see cref="LeastCount"/> makes unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LeastMarkCount { get; init; }

    /// <summary>Whether capitals differ from small letters.</summary>
    public bool KeepCase { get; init; }

    /// <summary>Rows that letter n-grams share; 0 for 1-of-N alone.</summary>
    public int NgramBuckets { get; init; }

    /// <summary>Letters of the shortest n-grams.</summary>
    public int NgramLeast { get; init; } = 3;

    /// <summary>Letters of the longest n-grams.</summary>
    public int NgramMost { get; init; } = 5;

    /// <summary>Most n-grams of a word.</summary>
    public int NgramsPerUnit { get; init; } = 31;

    /// <summary>Sentences of a paragraph, for a hierarchical autoencoder; 0 if a text is one sentence.</summary>
    public int Sentences { get; init; }

    internal string? FindProblem(string at)
    {
        if (!Enum.IsDefined(Unit)) return $"{at}.unit: unknown unit {(int)Unit}";
        if (Size is < 0 or >= 1 << 20) return $"{at}.size must be 0 to {(1 << 20) - 1}, found {Size}";
        if (LeastCount < 1) return $"{at}.least_count must be at least 1, found {LeastCount}";
        if (LeastMarkCount < 0) return $"{at}.least_mark_count must not be negative, found {LeastMarkCount}";
        // The rest is checked where the model's description is.
        TextInputSpec input = ToInput(["?"]);
        return input.FindProblem();
    }

    internal TextInputSpec ToInput(IReadOnlyList<string> vocabulary)
    {
        var input = new TextInputSpec { Unit = Unit, Vocabulary = vocabulary, KeepCase = KeepCase, Sentences = Sentences };
        return NgramBuckets == 0 ? input : input with { NgramBuckets = NgramBuckets, NgramLeast = NgramLeast, NgramMost = NgramMost, NgramsPerUnit = NgramsPerUnit };
    }
}
