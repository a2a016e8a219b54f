namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>What a text adds to the score of a hypothesis beside the sound, and where it stands in language model, hot words and phrases.</summary>
internal struct TextScore
{
    /// <summary>What it has earned for good.</summary>
    public double Gain;

    /// <summary>What the unfinished word and phrase are expected to earn; settled when they end.</summary>
    public double Hope;

    /// <summary>Context in the language model, and the characters of the unfinished word in its <see cref="WordTrie"/>.</summary>
    public int Context, Node;

    /// <summary>Node of <see cref="HotWords"/>, and state of <see cref="PhraseList"/>.</summary>
    public int Hot, Phrase;

    /// <summary>Tokens up to the last word that a recurrent model has weighed.</summary>
    public int Weighed;

    /// <summary>Both.</summary>
    public readonly double Total => Gain + Hope;
}
