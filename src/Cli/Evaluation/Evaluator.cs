using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>Recognises utterances as the product does: samples in pieces of a microphone's size into a SpeechRecognizer, its final text out. Holds it to its promise that committed text stays.</summary>
/// <param name="model">What is evaluated.</param>
/// <param name="options">How; with <see cref="Options"/> for what does not matter.</param>
/// <param name="jobs">Threads; the texts do not depend on their number.</param>
internal sealed class Evaluator(SpeechModel model, SpeechRecognizerOptions options, int jobs)
{
    // A manifest says where utterances end, and none is longer than the maximum.
    public static readonly SpeechRecognizerOptions Options = new() { DetectEndpoints = false, MaximumUtterance = TimeSpan.FromHours(1) };

    /// <summary>Recognises the utterances.</summary>
    /// <param name="utterances">What to recognise.</param>
    /// <param name="onDone">Called after each utterance, on any thread.</param>
    /// <param name="cancellation">Stops between two utterances.</param>
    /// <returns>What was recognised, in the order of the utterances, and the processor time that it took in all threads, reading the files and compiling the code included.</returns>
    public (Recognition[] Recognitions, TimeSpan Processing) Run(IReadOnlyList<Utterance> utterances, Action onDone, CancellationToken cancellation)
    {
        var results = new Recognition[utterances.Count];
        // Not time on the clock, which would depend on what else the machine does.
        TimeSpan start = Environment.CpuUsage.TotalTime;
        Parallel.For(
            0,
            utterances.Count,
            new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation },
            () => Explained.Make(() => new SpeechRecognizer(model, options)),
            (i, _, recognizer) =>
            {
                results[i] = Recognize(recognizer, utterances[i]);
                onDone();
                return recognizer;
            },
            _ => { });
        return (results, Environment.CpuUsage.TotalTime - start);
    }

    private Recognition Recognize(SpeechRecognizer recognizer, Utterance utterance)
    {
        float[] samples = AudioFile.ReadMono(utterance.AudioPath, model.SampleRate, utterance.Offset, utterance.Duration);
        int piece = model.SampleRate / 50;
        var hearing = new Hearing();
        recognizer.Reset();
        for (int i = 0; i < samples.Length; i += piece)
        {
            recognizer.Push(samples.AsSpan(i, Math.Min(piece, samples.Length - i)));
            recognizer.Tick();
            hearing.Read(recognizer);
        }
        recognizer.EndUtterance();
        recognizer.Tick();
        hearing.Read(recognizer);
        return hearing.Finish(utterance.Text, TimeSpan.FromSeconds((double)samples.Length / model.SampleRate));
    }
}
