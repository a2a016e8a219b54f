using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Keywords in files and what can be wrong with them.</summary>
internal static class KeywordFile
{
    /// <summary>Reads keywords.</summary>
    /// <exception cref="CommandException">They belong to another model.</exception>
    /// <exception cref="ModelFormatException">Not a list of keywords.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static KeywordSet Load(string path, SpeechModel model)
    {
        KeywordSet set = KeywordSet.Load(path);
        if (set.Model != model.Spec.Name) throw new CommandException($"{path}: expected keywords of the model {model.Spec.Name}, found those of {set.Model}; enroll them anew");
        return set;
    }

    /// <summary>A spotter for keywords.</summary>
    /// <param name="model">What listens.</param>
    /// <param name="keywords">What it listens for.</param>
    /// <param name="words">What compares the voices of those that have one.</param>
    /// <exception cref="CommandException">There is none, one cannot be written by the model, or the model is not causal.</exception>
    public static KeywordSpotter Spotter(SpeechModel model, IReadOnlyCollection<Keyword> keywords, EmbeddingModel? words = null) =>
        Explained.Make(() => new KeywordSpotter(model, keywords, words));

    /// <summary>The model that compares the voices of keywords; null if none has a voice.</summary>
    /// <inheritdoc cref="Shipped.Embedder"/>
    public static EmbeddingModel? Embedder(IEnumerable<Keyword> keywords, string? chosen) => keywords.Any(k => k.Voice is not null) ? Shipped.Embedder(chosen) : null;

    /// <summary>Makes a keyword of recordings, of its text, or of both.</summary>
    /// <exception cref="CommandException">Nothing was heard, or the text cannot be written by the model.</exception>
    public static Keyword Enroll(SpeechModel model, string name, IReadOnlyList<float[]> recordings, string? text, EmbeddingModel? words) =>
        Explained.Make(() => KeywordEnroller.Enroll(model, name, recordings, text, words));
}
