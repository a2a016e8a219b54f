using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Evaluation;
using EmbeddedSeq.Cli.Texts;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Model;
using Spectre.Console;

namespace EmbeddedSeq.Cli;

/// <summary>eseq eval: error rates and speed of a model on recordings whose text is known; the task's figures of a model that reads text.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Model file, or a checkpoint of a training." };
        var manifests = new Option<string[]>("--manifest") { Description = "Manifests (JSON lines: audio_filepath, text, duration, offset, split), or for a model that reads text such a file as it was trained on. Each gets a line of its own.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "Folder that audio paths are relative to; default: each manifest's own.", HelpName = "DIR" };
        var split = new Option<string?>("--split") { Description = "Which split; needed where a manifest has several. For texts: test if left out.", HelpName = "NAME" };
        Option<int?> longest = new Option<int?>("--longest") { Description = "For texts: leave out those with more words, or characters, in a sentence.", HelpName = "N" }.Between(1, int.MaxValue);
        Option<int> jobs = new Option<int>("--jobs", "-j") { Description = "Threads. Neither the texts nor the real-time factor, which counts processor time, depend on it.", DefaultValueFactory = _ => 1, HelpName = "N" }.Between(1, 256);
        var endpoints = new Option<bool>("--endpoints") { Description = "Let the rules of silence end utterances, as with a microphone; the manifest only says where to begin and stop listening." };
        var texts = new Option<bool>("--texts") { Description = "Also write what was said and what was recognised; with --json an object for each." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line instead of a table." };
        var command = new CliCommand(
            "eval",
            "Measures a model on data whose answers are known. On recordings: error rates, and how much of one core it takes; on texts what the task measures: slot F1, accuracy, perplexity or bits a character, BLEU and chrF, words back in their place.",
            "eseq eval models/english/english.eseq --manifest samples/manifest.jsonl",
            "eseq eval models/english/english.eseq --manifest an4.jsonl --split dev --lm an4.lm",
            "eseq eval models/slots/slots.eseq --manifest snips-slots.jsonl --split test",
            "eseq eval models/paragraphs/paragraphs.eseq --manifest english-books.txt.gz --longest 10",
            "eseq eval runs/mine/model.eseq --manifest an4.jsonl fsdd.jsonl --split test --json") { model, manifests, data, split, longest, jobs, endpoints, texts, json };
        SearchOptions search = new SearchOptions().AddTo(command);
        command.OnRun((result, cancellation) =>
        {
            CompiledModel compiled = CompiledModel.Open(result.GetRequiredValue(model));
            Option[] otherKind = compiled.Spec.Text is null ? [longest] : [endpoints, jobs, .. search.All];
            if (otherKind.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } unfit)
                throw new CommandException($"{result.GetRequiredValue(model)}: {unfit.Name} needs a model that {(compiled.Spec.Text is null ? "reads text, found one that hears" : "hears, found one that reads text")}");
            if (compiled.Spec.Text is not null)
            {
                TextEvaluation.Run(compiled, result.GetRequiredValue(manifests), result.GetValue(data), result.GetValue(split) ?? "test", result.GetValue(longest) ?? int.MaxValue, result.GetValue(texts), result.GetValue(json), cancellation);
                return ExitCode.Success;
            }
            EvaluationSet[] sets = [.. result.GetRequiredValue(manifests).Select(m => EvaluationSet.Load(m, result.GetValue(data), result.GetValue(split)))];
            var speech = new SpeechModel(compiled);
            var evaluator = new Evaluator(speech, search.Apply(result, speech, Evaluator.Options with { DetectEndpoints = result.GetValue(endpoints) }), result.GetValue(jobs));
            var results = new List<EvaluationResult>();
            var total = new EvaluationResult("total", null);
            foreach (EvaluationSet set in sets)
            {
                (Recognition[] recognitions, TimeSpan processing) = Recognize(evaluator, set, cancellation);
                if (result.GetValue(texts)) WriteTexts(set.Utterances.Select(u => u.Id).Zip(recognitions), result.GetValue(json));
                results.Add(new EvaluationResult(set.Manifest, set.Split));
                results[^1].Add(recognitions, processing);
                total.Add(recognitions, processing);
            }
            if (results.Count > 1) results.Add(total);
            if (result.GetValue(json)) EvaluationReport.WriteJson(Console.Out, results);
            else EvaluationReport.WriteTable(Console.Out, results);
            if (total.Broken > 0) throw new CommandException($"{total.Broken} characters of committed text were taken back: the recogniser does not keep its promise");
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteTexts(IEnumerable<(string Id, Recognition Recognition)> utterances, bool json)
    {
        if (json) EvaluationReport.WriteTextsAsJson(Console.Out, utterances);
        else EvaluationReport.WriteTexts(Console.Out, utterances);
    }

    private static (Recognition[] Recognitions, TimeSpan Processing) Recognize(Evaluator evaluator, EvaluationSet set, CancellationToken cancellation)
    {
        if (!Terminal.IsErrorLive) return evaluator.Run(set.Utterances, () => { }, cancellation);
        return Terminal.Error.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(progress =>
        {
            ProgressTask task = progress.AddTask(Markup.Escape(Path.GetFileName(set.Manifest)), maxValue: set.Utterances.Count);
            return evaluator.Run(set.Utterances, () => task.Increment(1), cancellation);
        });
    }
}
