namespace EmbeddedSeq.Runtime;

/// <summary>Where in a sound the words of a known text are: see <see cref="SpeechAligner"/>.</summary>
/// <param name="Duration">Length of the sound.</param>
/// <param name="Words">The words in the order of the text.</param>
public sealed record AlignedText(TimeSpan Duration, IReadOnlyList<AlignedWord> Words);

/// <summary>A word in a sound.</summary>
/// <param name="Text">As it is written in the text.</param>
/// <param name="Start">Where its first token was heard, from the start of the sound.</param>
/// <param name="End">Where its last token's run ended.</param>
/// <param name="Confidence">Mean probability of its tokens, 0 to 1: low where the sound is not what the text says.</param>
/// <param name="Tokens">What it is spelled with.</param>
public sealed record AlignedWord(string Text, TimeSpan Start, TimeSpan End, float Confidence, IReadOnlyList<AlignedToken> Tokens);

/// <summary>A token, which is a letter for most models, in a sound.</summary>
/// <param name="Text">What it writes.</param>
/// <param name="Start">Start of its run, from the start of the sound.</param>
/// <param name="End">End of its run.</param>
/// <param name="Confidence">Mean probability over the run, 0 to 1.</param>
public readonly record struct AlignedToken(string Text, TimeSpan Start, TimeSpan End, float Confidence);
