using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Evaluation;

/// <summary>Recognises utterances as the product does: samples in pieces of a microphone's size into a SpeechRecognizer, its final text out.</summary>
/// <param name="model">What is evaluated.</param>
/// <param name="jobs">Threads; the texts do not depend on their number.</param>
internal sealed class Evaluator(SpeechModel model, int jobs)
{
    // Longer than any utterance of a corpus, so that none is cut.
    private static readonly SpeechRecognizerOptions Options = new() { MaximumUtterance = TimeSpan.FromHours(1) };

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
            () => new SpeechRecognizer(model, Options),
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
        recognizer.Reset();
        for (int i = 0; i < samples.Length; i += piece)
        {
            recognizer.Push(samples.AsSpan(i, Math.Min(piece, samples.Length - i)));
            recognizer.Tick();
        }
        recognizer.EndUtterance();
        recognizer.Tick();
        string text = "";
        while (recognizer.TryRead(out SpeechResult result)) text = result.IsFinal ? result.ToString() : text;
        return new Recognition(TextNormalizer.Normalize(utterance.Text), TextNormalizer.Normalize(text), TimeSpan.FromSeconds((double)samples.Length / model.SampleRate));
    }
}
