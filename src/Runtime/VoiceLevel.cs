namespace EmbeddedSeq.Runtime;

/// <summary>How loud it is on a stream, after the model's pre-emphasis, which keeps hum and the wind on a microphone from counting.</summary>
/// <param name="Level">Of the last network step, decibels: 0 for a root mean square of full scale, −90 for digital silence. Speech close to a microphone is at −45 to −20.</param>
/// <param name="NoiseFloor">Of the background, in the same measure; follows changes within 4 s.</param>
/// <param name="IsSpeech">Whether the level stands out from the floor, as speech does and so may a cough.</param>
public readonly record struct VoiceLevel(float Level, float NoiseFloor, bool IsSpeech);
