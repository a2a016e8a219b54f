namespace EmbeddedSeq.Audio;

/// <summary>Why a microphone stopped.</summary>
/// <param name="error">Null after <see cref="Microphone.Stop"/>; otherwise what ended the stream.</param>
public sealed class MicrophoneStoppedEventArgs(Exception? error) : EventArgs
{
    /// <summary>
    /// Null after <see cref="Microphone.Stop"/>; an <see cref="AudioDeviceException"/> if the device was lost; whatever a
    /// handler of <see cref="Microphone.SamplesAvailable"/> threw.
    /// </summary>
    public Exception? Error { get; } = error;
}
