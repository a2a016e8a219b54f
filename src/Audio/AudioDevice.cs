namespace EmbeddedSeq.Audio;

/// <summary>A device that can record.</summary>
/// <param name="Name">What <see cref="Microphone.Open"/> takes.</param>
/// <param name="Description">What a person would call it, in one line.</param>
public sealed record AudioDevice(string Name, string Description);
