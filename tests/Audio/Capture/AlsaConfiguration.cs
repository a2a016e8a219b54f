using System.Runtime.InteropServices;

namespace EmbeddedSeq.Audio.Tests.Capture;

/// <summary>Devices that exist for alsa-lib, in this process, until disposed.</summary>
internal sealed partial class AlsaConfiguration : IDisposable
{
    private const string Variable = "ALSA_CONFIG_PATH";

    /// <summary>What child processes need as ALSA_CONFIG_PATH to see the devices too.</summary>
    public string FilePath { get; }

    public AlsaConfiguration(DirectoryInfo folder, string text)
    {
        FilePath = Path.Combine(folder.FullName, "asound.conf");
        File.WriteAllText(FilePath, text);
        // Environment.SetEnvironmentVariable changes .NET's copy only, which native code does not see.
        Assert.Equal(0, SetVariable(Variable, FilePath, overwrite: 1));
    }

    public void Dispose() => _ = UnsetVariable(Variable);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetVariable(string name);
}

/// <summary>ALSA's configuration belongs to the whole process, so these tests run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class AlsaTests
{
    public const string Name = "ALSA";
}
