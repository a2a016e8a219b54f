namespace EmbeddedSeq.Runtime.Model;

/// <summary>What a model is for; decides which networks it has and what its tokens mean.</summary>
public enum TaskKind
{
    /// <summary>Speech to text: <see cref="ModelSpec.Features"/> in, CTC tokens out; token 0 is the blank.</summary>
    Transcribe,

    /// <summary>A label for every unit of a text; tokens are the labels.</summary>
    Tag,

    /// <summary>One label for a whole text, read at its last step; tokens are the labels.</summary>
    Classify,

    /// <summary>At every step the probabilities of the unit that follows; tokens are the text's vocabulary, token 1 begins and ends a text.</summary>
    LanguageModel,

    /// <summary>Text to another text: networks encoder, target, decoder, output and, if the decoder looks back at every source unit, attention. Token 1 begins and ends a text.</summary>
    Translate,

    /// <summary>
    /// Text to one vector and back; networks as for <see cref="Translate"/>, without attention. Token 1 begins and ends a text. With the
    /// networks sentences and planner a text is a paragraph: words become sentences, sentences a paragraph (Li et al. 2015); the
    /// sentence after the last is empty.
    /// </summary>
    Autoencode,

    /// <summary>Spoken words to vectors: <see cref="ModelSpec.Features"/> in; the network encoder, whose last output brought to length 1 is the vector, and, if vectors are turned back, decoder, which hears the vector at every step and writes the frames of the step. No tokens.</summary>
    EmbedSpeech,

    /// <summary>Numbers to numbers, as a network that was trained elsewhere may have them: neither features nor text; tokens, or none, name the outputs.</summary>
    Sequence,
}
