using System.Diagnostics;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>A stream of speech that runs on and on: utterances one behind the other, in pieces of 20 ms, searched with a beam and a language model.</summary>
/// <param name="report">Where the table goes.</param>
/// <param name="model">Hears.</param>
/// <param name="language">Scores words.</param>
/// <param name="recurrent">Weighs texts beside it, or null.</param>
/// <param name="utterances">What is said, again from the first when all have been.</param>
internal sealed class Soak(Report report, SpeechModel model, NgramModel language, RecurrentLanguageModel? recurrent, IReadOnlyList<Utterance> utterances)
{
    /// <summary>Runs the stream and writes the table.</summary>
    public void Run(int minutes)
    {
        var recognizer = new SpeechRecognizer(model, new SpeechRecognizerOptions { Beam = new BeamSearchOptions(), LanguageModel = language, RecurrentLanguageModel = recurrent });
        var rows = new List<(int Minute, double Milliseconds, long Bytes, long Finals, long Words)>();
        using IEnumerator<float[]> sound = Minutes().GetEnumerator();
        for (int minute = 1; minute <= minutes && sound.MoveNext(); minute++) rows.Add(Measure(recognizer, sound.Current, minute));
        report.Line($"## {minutes} minutes of one stream");
        report.Line();
        report.Line($"Beam search with language model{(recurrent is null ? "" : "s")}; milliseconds for a minute of speech, bytes allocated in it, final results and their words.");
        report.Line();
        int[] shown = [.. new[] { 1, 2, 5, 10, 20, 30, 40, 50, minutes }.Where(m => m <= minutes).Distinct()];
        report.Table(["minute", "ms", "bytes", "finals", "words"], rows.Where(r => shown.Contains(r.Minute)).Select(r => new[] { $"{r.Minute}", Cells.Number(r.Milliseconds), $"{r.Bytes}", $"{r.Finals}", $"{r.Words}" }));
        int part = Math.Max(1, minutes / 6);
        report.Line($"Mean of the first {part} minutes {Cells.Number(rows.Take(part).Average(r => r.Milliseconds))} ms, of the last {part} {Cells.Number(rows.TakeLast(part).Average(r => r.Milliseconds))} ms; minutes without a word: {rows.Count(r => r.Words == 0)}.");
    }

    private static (int, double, long, long, long) Measure(SpeechRecognizer recognizer, float[] samples, int minute)
    {
        (long finals, long words) = (0, 0);
        long bytes = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        for (int at = 0; at < samples.Length; at += 320)
        {
            recognizer.Push(samples.AsSpan(at, Math.Min(320, samples.Length - at)));
            recognizer.Tick();
            while (recognizer.TryRead(out SpeechResult result))
            {
                if (result.IsFinal) (finals, words) = (finals + 1, words + result.Words.Length);
            }
        }
        return (minute, Stopwatch.GetElapsedTime(start).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - bytes, finals, words);
    }

    private IEnumerable<float[]> Minutes()
    {
        var waiting = new List<float>();
        for (int i = 0; ; i = (i + 1) % utterances.Count)
        {
            waiting.AddRange(SpeechFiles.Samples(model, utterances[i]));
            int minute = 60 * model.SampleRate;
            for (; waiting.Count >= minute; waiting.RemoveRange(0, minute)) yield return [.. waiting.Take(minute)];
        }
    }
}
