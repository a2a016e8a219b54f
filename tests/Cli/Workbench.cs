using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>A temporary folder with what commands work on; deleted at the end.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eseq-cli-");

    public Workbench() => ToneModel.Weights().Save(Model);

    /// <summary>A model that hears tones: see <see cref="ToneModel"/>.</summary>
    public string Model => File("tones.eseq");

    /// <summary>A path in the folder.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A file with the given text.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>A recording of tones.</summary>
    public string Speak(string name, string letters)
    {
        AudioFile.WriteMono(File(name), ToneModel.Speak(letters), 16000);
        return File(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
