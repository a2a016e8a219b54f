using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Runtime;

/// <summary>What a stream knows of the words that it will hear.</summary>
internal sealed record Knowledge(NgramModel? LanguageModel, PhraseList? Phrases, HotWords? HotWords, RecurrentLanguageModel? Recurrent)
{
    /// <exception cref="ArgumentException">Something was made for another model, or is in another script or case.</exception>
    public TextScorer For(SpeechModel model, BeamSearchOptions options)
    {
        IReadOnlyList<string> tokens = model.Spec.Tokens;
        if (Phrases is not null && !Phrases.Fits(tokens)) throw new ArgumentException($"The phrase list was made for a model with other tokens than {model.Spec.Name}.");
        if (HotWords is not null && !HotWords.Fits(tokens)) throw new ArgumentException($"The hot words were made for a model with other tokens than {model.Spec.Name}.");
        if (LanguageModel is not null && !tokens.SelectMany(t => t).Any(c => LanguageModel.Trie.Child(WordTrie.Root, c) >= 0))
            throw new ArgumentException($"No word of the language model begins with a character that the model {model.Spec.Name} writes, \"{string.Concat(tokens)}\".");
        return new TextScorer(tokens, options, LanguageModel, HotWords, Phrases, Recurrent);
    }
}
