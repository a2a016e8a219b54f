namespace EmbeddedSeq.Cli.Serving;

/// <summary>A page's keyword was said, to be learnt.</summary>
/// <param name="Name">What the keyword is called.</param>
/// <param name="Number">Which example it is, from 1 on; the first forgets those of another learning.</param>
/// <param name="Count">How many there will be; with the last the keyword is learnt.</param>
/// <param name="Start">Begin in the stream.</param>
/// <param name="End">End in the stream.</param>
internal sealed record KeywordExample(string Name, int Number, int Count, TimeSpan Start, TimeSpan End);
