using EmbeddedSeq.Audio.Tests.Capture;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>A workbench with a virtual microphone, for commands that listen.</summary>
internal sealed class MicrophoneBench : IDisposable
{
    public Workbench Work { get; } = new();

    public VirtualMicrophone Microphone { get; } = new();

    /// <summary>Starts a command that finds the microphone among the devices.</summary>
    public Eseq Start(params string[] arguments) => Eseq.Start(arguments, new() { ["ALSA_CONFIG_PATH"] = Microphone.ConfigurationPath });

    /// <summary>Starts a command at the microphone and waits until it listens.</summary>
    public async Task<Eseq> Listen(params string[] arguments)
    {
        Eseq eseq = Start([.. arguments, "--device", Microphone.DeviceName]);
        await eseq.Tells(l => l.StartsWith("eseq: listening to ", StringComparison.Ordinal));
        return eseq;
    }

    /// <summary>Speaks letters of the <see cref="ToneModel"/>.</summary>
    public void Speak(string letters) => Speak(ToneModel.Speak(letters));

    /// <summary>Speaks samples in [−1, 1], at the pace of time.</summary>
    public void Speak(IEnumerable<float> samples) => Microphone.Speak([.. samples.Select(s => (short)(32767 * s))]);

    public void Dispose()
    {
        Microphone.Dispose();
        Work.Dispose();
    }
}
