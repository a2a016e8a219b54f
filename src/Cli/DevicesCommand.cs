using System.CommandLine;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;

namespace EmbeddedSeq.Cli;

/// <summary>eseq devices: the microphones that there are.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var command = new CliCommand("devices", "Lists the microphones that `transcribe --mic --device NAME` can listen to.", "eseq devices");
        command.OnRun((_, _) =>
        {
            IReadOnlyList<AudioDevice> devices = AudioDevices.List();
            int width = devices.Select(d => d.Name.Length).DefaultIfEmpty().Max();
            foreach (AudioDevice device in devices) Console.WriteLine($"{device.Name.PadRight(width)}  {device.Description}");
            if (devices.Count == 0) Console.Error.WriteLine("eseq: no device can record");
            return ExitCode.Success;
        });
        return command;
    }
}
