namespace EmbeddedSeq.Cli.Serving;

/// <summary>What one page may cost, so that none can hurt another.</summary>
/// <param name="Clients">Pages at once.</param>
/// <param name="MessageBytes">Length of a message from a page: twenty keywords with their voices.</param>
/// <param name="Idle">Time without a message.</param>
/// <param name="Waiting">Messages that wait for a page that does not take them; one more and it is let go.</param>
/// <param name="SendTime">How long a page may take for one message.</param>
/// <param name="Utterance">Length of an utterance; so much of its sound is kept until the vectors of its words are asked for.</param>
/// <param name="Burst">Sound that may come at once; beyond it, twice the pace of time is taken and the rest is dropped.</param>
/// <param name="Breath">How long nothing is read from a page behind a request and behind sound that was dropped: one that floods waits, instead of keeping a processor busy with what is thrown away.</param>
internal sealed record ServeLimits(int Clients, int MessageBytes, TimeSpan Idle, int Waiting, TimeSpan SendTime, TimeSpan Utterance, TimeSpan Burst, TimeSpan Breath)
{
    public static ServeLimits Default { get; } = new(Clients: 32, MessageBytes: 160 * 1024, Idle: TimeSpan.FromMinutes(5), Waiting: 256, SendTime: TimeSpan.FromSeconds(10), Utterance: TimeSpan.FromSeconds(30), Burst: TimeSpan.FromSeconds(10), Breath: TimeSpan.FromMilliseconds(10));
}
