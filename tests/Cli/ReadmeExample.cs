using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>README's example, word for word: ReadmeTests compares and runs it.</summary>
internal static class ReadmeExample
{
    public static void Run(string modelPath, string wavPath, Action<string, bool> show)
    {
        // <README>
        SpeechModel model = SpeechModel.Load(modelPath);        // once; any number of streams share it
        var recognizer = new SpeechRecognizer(model);           // one for each stream
        foreach (float[] samples in AudioFile.ReadMono(wavPath, model.SampleRate).Chunk(320))
        {
            recognizer.Push(samples);                           // on any thread, any number at a time; never blocks
            recognizer.Tick(TimeSpan.FromMilliseconds(2));      // on yours, once a frame; stops after 2 ms
            while (recognizer.TryRead(out SpeechResult result)) show(result.ToString(), result.IsFinal);
        }
        recognizer.EndUtterance(); recognizer.Tick();           // the button is released: work off what waits
        while (recognizer.TryRead(out SpeechResult result)) show(result.ToString(), result.IsFinal);
        // </README>
    }
}
