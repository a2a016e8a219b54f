using System.CommandLine;
using EmbeddedSeq.Benchmarks.Measurement;
using EmbeddedSeq.Benchmarks.Reports;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>decoding: what a beam search costs beside the quickest reading, and whether a stream costs the same after an hour.</summary>
internal static class DecodingBenchmark
{
    private const string Name = "decoding";
    private const int MeasuredUtterances = 10;

    public static Command CreateCommand(Option<bool> quick, Option<string?> folder)
    {
        var manifest = new Option<string>("--manifest") { Description = "Speech to decode.", Required = true, HelpName = "FILE" };
        var split = new Option<string?>("--split") { Description = "Which split of it; default: all.", HelpName = "NAME" };
        Option<string> model = SpeechFiles.ModelOption(), lm = SpeechFiles.LanguageModelOption(), rnn = SpeechFiles.RecurrentModelOption();
        var minutes = new Option<int>("--minutes") { Description = "Length of the stream that runs on and on.", DefaultValueFactory = _ => 60, HelpName = "N" };
        var command = new Command(Name, "Greedy and beam search: time of a step, and of every minute of an hour.") { manifest, split, model, lm, rnn, minutes };
        command.SetAction(result =>
        {
            var settings = new BenchmarkSettings($"{Name} --manifest {Path.GetFileName(result.GetRequiredValue(manifest))}{(result.GetValue(split) is { } s ? $" --split {s}" : "")}", result.GetValue(quick), result.GetValue(folder));
            SpeechModel speech = SpeechModel.Load(result.GetRequiredValue(model));
            NgramModel language = NgramModel.Load(result.GetRequiredValue(lm));
            RecurrentLanguageModel? recurrent = SpeechFiles.Recurrent(result.GetRequiredValue(rnn));
            IReadOnlyList<Utterance> utterances = SpeechFiles.Read(result.GetRequiredValue(manifest), result.GetValue(split));
            var report = new Report(settings, "Decoding");
            Steps(report, settings, speech, language, recurrent, utterances);
            new Soak(report, speech, language, recurrent, utterances).Run(result.GetValue(minutes));
            report.Save(Name + ".md");
        });
        return command;
    }

    private static void Steps(Report report, BenchmarkSettings settings, SpeechModel model, NgramModel language, RecurrentLanguageModel? recurrent, IReadOnlyList<Utterance> utterances)
    {
        List<HeardUtterance> heard = SpeechFiles.Hear(model, [.. utterances.Take(MeasuredUtterances)]);
        float[] rows = [.. heard.SelectMany(u => u.LogProbabilities)], samples = [.. utterances.Take(MeasuredUtterances).SelectMany(u => SpeechFiles.Samples(model, u))];
        int size = model.Spec.Tokens.Count, steps = rows.Length / size;
        (string Name, CtcDecoder Decoder, SpeechRecognizerOptions Options)[] all =
        [
            ("greedy", new GreedyCtc(size, capacity: 1024), SpeechFiles.Alone),
            .. from width in new[] { 16, new BeamSearchOptions().Width }
               from kind in new (string Name, NgramModel? Words, RecurrentLanguageModel? Recurrent)[] { ("", null, null), (", language model", language, null), (", language models", language, recurrent) }
               let beam = new BeamSearchOptions { Width = width }
               select ($"beam {width}{kind.Name}", (CtcDecoder)SpeechFiles.Search(model, beam, kind.Words, null, kind.Recurrent), SpeechFiles.Alone with { Beam = beam, LanguageModel = kind.Words, RecurrentLanguageModel = kind.Recurrent }),
        ];
        Series[] alone = Alternation.Run([.. all.Select(a => (a.Name, (Action)(() => Decode(a.Decoder, rows, size))))], settings.Rounds);
        Series[] whole = Alternation.Run([.. all.Select(a => (a.Name, Recognition(new SpeechRecognizer(model, a.Options), samples)))], settings.Rounds);
        report.Line("## A step");
        report.Line();
        report.Line($"Microseconds of a step of 30 ms, median (quartiles): the decoder alone, and all from samples to text, on {steps} steps of speech; how many times the greedy reading's.");
        report.Line();
        report.Table(
            ["", "decoder", "samples to text", "times greedy"],
            all.Select((a, i) => new[] { a.Name, Cells.Spread(Scaled(alone[i], steps)), Cells.Spread(Scaled(whole[i], steps)), Cells.Spread(whole[0].SpeedAgainst(whole[i])) }));
    }

    private static Samples Scaled(Series series, int steps) => new(series.Rounds.Select(t => t / steps));

    private static void Decode(CtcDecoder decoder, float[] rows, int size)
    {
        decoder.Reset();
        for (int at = 0; at < rows.Length; at += size) decoder.Push(rows.AsSpan(at, size));
        decoder.Finish();
    }

    private static Action Recognition(SpeechRecognizer recognizer, float[] samples) => () =>
    {
        recognizer.Reset();
        for (int at = 0; at < samples.Length; at += 480) // A step's.
        {
            recognizer.Push(samples.AsSpan(at, Math.Min(480, samples.Length - at)));
            recognizer.Tick();
            while (recognizer.TryRead(out _)) { }
        }
        recognizer.EndUtterance();
        recognizer.Tick();
        while (recognizer.TryRead(out _)) { }
    };
}
