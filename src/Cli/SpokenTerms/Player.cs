using System.ComponentModel;
using System.Diagnostics;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;

namespace EmbeddedSeq.Cli.SpokenTerms;

/// <summary>Plays sound by what the system brings along.</summary>
internal static class Player
{
    /// <summary>Plays samples and waits for their end.</summary>
    /// <exception cref="CommandException">Nothing that plays sound is installed, or it fails.</exception>
    public static void Play(float[] samples, int sampleRate)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".wav");
        try
        {
            AudioFile.WriteMono(file, samples, sampleRate);
            foreach ((string program, string[] arguments) in Players(file))
            {
                if (TryRun(program, arguments)) return;
            }
        }
        finally
        {
            File.Delete(file);
        }
        throw new CommandException($"--play: expected one of {string.Join(", ", Players("").Select(p => p.Program))} and a loudspeaker, found none that plays");
    }

    private static IEnumerable<(string Program, string[] Arguments)> Players(string file)
    {
        if (OperatingSystem.IsWindows()) return [("powershell", ["-NoProfile", "-Command", $"(New-Object System.Media.SoundPlayer '{file}').PlaySync()"])];
        if (OperatingSystem.IsMacOS()) return [("afplay", [file])];
        return [("pw-play", [file]), ("paplay", [file]), ("aplay", ["-q", file])];
    }

    private static bool TryRun(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // Not installed.
        }
    }
}
