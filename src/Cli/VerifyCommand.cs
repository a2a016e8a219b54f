using System.CommandLine;
using System.Globalization;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Cli.Verification;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Kernels;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli;

/// <summary>eseq verify: is the exported model, run by ONNX Runtime, the same as ours?</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("model") { Description = "Model file, compiled or not, or a checkpoint of a training.", Arity = ArgumentArity.ZeroOrOne };
        var audio = new Option<string[]>("--audio") { Description = "WAV files to take real features from; default: the recordings in samples/.", AllowMultipleArgumentsPerToken = true, HelpName = "FILE" };
        var allCells = new Option<bool>("--all-cells") { Description = "Instead of a model: every recurrent cell with random weights, in both directions. A table of the largest differences of outputs from the equations in double, of gradients from differences of the loss, of a stream from the whole sequence, and from ONNX Runtime." };
        var command = new CliCommand(
            "verify",
            $"Compares a compiled model with its checksum, runs a model with our runtime and, exported, with ONNX Runtime on the same features; fails if a result differs by more than {VerificationReport.DefaultTolerance:0e-0}. " +
            $"Of a compiled bf16 or int8 model ONNX Runtime gets the rounded weights as f32; int8 kernels round inputs too, so there {VerificationReport.Int8Tolerance:0.0} is allowed. A model that writes a text from a text, where a token that is nearly as probable would change all that follow, computes in f32 on both sides.",
            "eseq verify models/english/english.eseq",
            "eseq verify runs/mine/model.eseq --audio meeting.wav",
            "eseq verify --all-cells") { model, audio, allCells };
        command.Validators.Add(result =>
        {
            if (result.GetValue(allCells) == (result.GetValue(model) is not null)) result.AddError("Name either a model or --all-cells.");
        });
        command.OnRun((result, cancellation) =>
        {
            if (result.GetValue(allCells))
            {
                IReadOnlyList<string> failed = CellTable.Write(Console.Out, cancellation);
                return failed.Count == 0 ? ExitCode.Success : throw new CommandException($"cells that are not as they have to be: {string.Join(", ", failed)}");
            }
            string path = result.GetRequiredValue(model)!;
            CompiledModel.VerifyChecksum(path);
            CompiledModel compiled = CompiledModel.Open(path);
            (string Input, VerificationReport Report)[] reports = Verify(compiled, result.GetValue(audio));
            double tolerance = WritesText(compiled.Spec) ? VerificationReport.DefaultTolerance : VerificationReport.ToleranceOf(compiled.Precision);
            Console.WriteLine($"weights in {PrecisionNames.Of(compiled.Precision)}{(WritesText(compiled.Spec) && compiled.Precision is WeightPrecision.Int8 ? ", both sides compute in f32" : "")}");
            Write(tolerance, reports);
            if (reports.All(r => r.Report.Passed(tolerance))) return ExitCode.Success;
            throw new CommandException($"{path}: ONNX Runtime and our runtime differ by more than {Allowed(tolerance)}");
        });
        return command;
    }

    /// <summary>On random input and, if the model hears, on recordings.</summary>
    private static (string Input, VerificationReport Report)[] Verify(CompiledModel model, string[]? named)
    {
        if (model.Spec.Audio is null && named is { Length: > 0 }) throw new CommandException($"{model.Spec.Name} hears no recordings (task {model.Spec.Task}): leave --audio out");
        if (model.Spec.Task is TaskKind.EmbedSpeech) return [.. model.Spec.Networks!.Keys.Order(StringComparer.Ordinal).Select(n => (n, VerifyPart(model, n)))];
        if (WritesText(model.Spec))
        {
            using var decoding = new DecodingVerifier(model);
            return [("random", decoding.VerifyRandom())];
        }
        using var verifier = new ModelVerifier(model);
        if (model.Spec.Audio is not { } features) return [("random", verifier.VerifyRandom())];
        string[] recordings = named is { Length: > 0 } ? named : Shipped.Samples();
        return [("random", verifier.VerifyRandom()), ("real", verifier.VerifyAudio([.. recordings.Select(f => WavSource.ReadWhole(f, features.SampleRate))]))];
    }

    private static bool WritesText(ModelSpec spec) => spec.Task is TaskKind.Translate or TaskKind.Autoencode;

    // Compiled again, rounded weights stay as they are.
    private static VerificationReport VerifyPart(CompiledModel model, string network)
    {
        using var verifier = new ModelVerifier(CompiledModel.Compile(model.ToWeights().Part(network), model.Precision));
        return verifier.VerifyRandom();
    }

    private static void Write(double tolerance, (string Input, VerificationReport Report)[] reports)
    {
        Console.WriteLine("input     run           output              numbers  max. absolute  max. relative");
        foreach ((string input, VerificationReport report) in reports)
        {
            foreach (OutputDifference o in report.Outputs)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{input,-8}  {o.Run,-12}  {o.Output,-16}  {o.Count,9}  {o.Absolute,13:0.00e+00}  {o.Relative,13:0.00e+00}{(o.Passed(tolerance) ? "" : "  differs")}"));
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest absolute difference of the results {reports.Max(r => r.Report.Absolute):0.00e+00}; allowed {Allowed(tolerance)}"));
    }

    // 1 is a number of its own, not a power of ten that lost its exponent.
    private static string Allowed(double tolerance) => tolerance.ToString(tolerance < 0.1 ? "0e-0" : "0.0", CultureInfo.InvariantCulture);
}
