namespace EmbeddedSeq.Exporter;

/// <summary>The two shapes in which a network is exported.</summary>
public enum OnnxForm
{
    /// <summary>For live streams: the states of the LSTM layers are inputs and outputs, so a sequence can be run piece by piece. Causal networks only.</summary>
    Streaming,

    /// <summary>For whole utterances: takes the length of every sequence of a padded batch and starts from zero states; bidirectional layers allowed.</summary>
    Whole,
}
