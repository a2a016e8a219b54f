namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>What an <see cref="Endpointer"/> makes of a step.</summary>
internal enum EndpointEvent
{
    /// <summary>All goes on as it is.</summary>
    None,

    /// <summary>A sound has begun: the network is to hear it, from a little before this step on.</summary>
    Begin,

    /// <summary>The sound has ended and was no speech: the network is to forget it and to hear nothing until the next.</summary>
    Forget,

    /// <summary>The utterance has ended.</summary>
    End,
}
