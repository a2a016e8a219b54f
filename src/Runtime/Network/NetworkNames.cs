namespace EmbeddedSeq.Runtime.Network;

/// <summary>Names of the networks of a model that has several; also the prefixes of their tensors.</summary>
public static class NetworkNames
{
    /// <summary>The network without a name, the only one of most models.</summary>
    public const string Main = "layers";

    /// <summary>Reads the source; its outputs are what attention looks at, and their ends the source's vector.</summary>
    public const string Encoder = "encoder";

    /// <summary>Reads the vectors of a paragraph's sentences; its ends are the paragraph's vector. Only of hierarchical autoencoders.</summary>
    public const string Sentences = "sentences";

    /// <summary>From the paragraph's vector, the same at every step, to what each sentence is written from. Only of hierarchical autoencoders.</summary>
    public const string Planner = "planner";

    /// <summary>Embedding of the unit that was written last.</summary>
    public const string Target = "target";

    /// <summary>From the embedding of the last unit, beside it the source's vector, to the decoder's hidden state; in models of spoken words from the vector to the frames.</summary>
    public const string Decoder = "decoder";

    /// <summary>From the decoder's hidden state to the vector that is compared with the encoder's outputs.</summary>
    public const string Attention = "attention";

    /// <summary>From the decoder's hidden state, beside it what attention found, to log-probabilities of the tokens.</summary>
    public const string Output = "output";
}
