using NAudio.Wave;

namespace EmbeddedSeq.Audio.Adapters;

/// <summary>Recorders of NAudio as microphones.</summary>
public static class WaveInExtensions
{
    /// <summary>
    /// A microphone that records from <paramref name="source"/> and owns it. Its events come on whatever thread the
    /// recorder raises its own.
    /// </summary>
    /// <param name="source">A recorder of PCM or floating-point samples, not started yet.</param>
    /// <param name="sampleRate">Samples per second to deliver, 1 000 to 768 000 Hz.</param>
    /// <param name="name">What errors call it; null for the name of its type.</param>
    /// <exception cref="NotSupportedException">The recorder delivers compressed samples.</exception>
    public static Microphone ToMicrophone(this IWaveIn source, int sampleRate = 16000, string? name = null) =>
        new(new WaveInDevice(name ?? source.GetType().Name, source), sampleRate);
}
