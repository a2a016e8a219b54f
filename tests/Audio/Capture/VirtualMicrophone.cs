using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EmbeddedSeq.Audio.Tests.Capture;

/// <summary>
/// A PulseAudio daemon of our own whose only microphone is a pipe: what is written into the pipe in real time is
/// recorded, bit for bit; while nothing is written, no samples come at all.
/// </summary>
internal sealed class VirtualMicrophone : IDisposable
{
    public const int SampleRate = 16000;
    private const int ChunkMilliseconds = 20;

    private readonly DirectoryInfo folder;
    private readonly Process daemon;
    private readonly AlsaConfiguration configuration;

    public VirtualMicrophone()
    {
        RequirePlugin();
        folder = Directory.CreateTempSubdirectory("eseq-mic-");
        string socket = Path.Combine(folder.FullName, "native");
        daemon = StartDaemon(socket);
        WaitUntil(() => File.Exists(socket) && File.Exists(PipePath), "PulseAudio does not start");
        configuration = new AlsaConfiguration(folder, $$"""
            pcm.virtual_mic { type pulse server "unix:{{socket}}" device "mic" hint { show on description "Virtual microphone" } }
            """);
    }

    public string DeviceName => "virtual_mic";

    /// <summary>ALSA_CONFIG_PATH of a child process that shall hear it.</summary>
    public string ConfigurationPath => configuration.FilePath;

    private string PipePath => Path.Combine(folder.FullName, "mic.pipe");

    /// <summary>Speaks 16-bit mono samples at the pace of a real microphone.</summary>
    public void Speak(ReadOnlySpan<short> samples)
    {
        using var pipe = new FileStream(PipePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var clock = Stopwatch.StartNew();
        int chunk = SampleRate * ChunkMilliseconds / 1000;
        for (int done = 0; done < samples.Length; done += chunk)
        {
            pipe.Write(MemoryMarshal.AsBytes(samples.Slice(done, Math.Min(chunk, samples.Length - done))));
            TimeSpan early = TimeSpan.FromSeconds((double)(done + chunk) / SampleRate) - clock.Elapsed;
            if (early > TimeSpan.Zero)
                Thread.Sleep(early);
        }
    }

    /// <summary>Pulls the plug.</summary>
    public void Kill()
    {
        daemon.Kill();
        daemon.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        daemon.Dispose();
        configuration.Dispose();
        folder.Delete(recursive: true);
    }

    private Process StartDaemon(string socket)
    {
        // Left alone for 3 min (a busy machine may take one to start the program that listens), because the test host died, the daemon goes too.
        var start = new ProcessStartInfo("pulseaudio")
        {
            RedirectStandardError = true,
            ArgumentList =
            {
                "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=180", "--realtime=no", "--high-priority=no",
                "-L", $"module-native-protocol-unix socket={socket} auth-anonymous=1",
                "-L", $"module-pipe-source source_name=mic file={PipePath} format=s16le rate={SampleRate} channels=1",
            },
        };
        // Nothing of the user's own PulseAudio, should there be one.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        foreach (string variable in new[] { "HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH" })
            start.Environment[variable] = folder.FullName;
        try
        {
            Process process = Process.Start(start)!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            return process;
        }
        catch (Win32Exception)
        {
            folder.Delete();
            throw new InvalidOperationException("This test needs a virtual microphone: install the package pulseaudio.");
        }
    }

    private static void RequirePlugin()
    {
        if (!Directory.Exists("/usr/lib") || !Directory.EnumerateFiles("/usr/lib", "libasound_module_pcm_pulse.so", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 }).Any())
            throw new InvalidOperationException("This test needs ALSA's plug-in for PulseAudio: install the package libasound2-plugins (alsa-plugins-pulseaudio on Fedora).");
    }

    public static void WaitUntil(Func<bool> condition, string otherwise)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
                throw new TimeoutException($"{otherwise} within 20 s.");
            Thread.Sleep(5);
        }
    }
}
