namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>A word in a decoded text.</summary>
/// <param name="Start">First character.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="FirstStep">First step of the word's first token.</param>
/// <param name="LastStep">Last step of its last token.</param>
/// <param name="Clarity">Mean of its characters' mean probabilities, 0 to 1.</param>
/// <param name="Weakest">The largest probability of the character for which that is smallest, 0 to 1.</param>
internal readonly record struct TextWord(int Start, int Length, int FirstStep, int LastStep, float Clarity, float Weakest);
