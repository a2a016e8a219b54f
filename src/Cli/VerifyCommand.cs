using System.CommandLine;
using System.Globalization;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Exporter.Verification;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Cli;

/// <summary>eseq verify: is the exported model, run by ONNX Runtime, the same as ours?</summary>
internal static class VerifyCommand
{
    private const double Tolerance = VerificationReport.DefaultTolerance;

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Model file, or a checkpoint of a training." };
        var audio = new Option<string[]>("--audio") { Description = "WAV files to take real features from; default: the recordings in samples/.", AllowMultipleArgumentsPerToken = true, HelpName = "FILE" };
        var command = new CliCommand(
            "verify",
            $"Runs a model with ONNX Runtime and with our runtime on the same features; fails if they differ by more than {Tolerance:0e-0}.",
            "eseq verify models/english/english.eseq",
            "eseq verify runs/mine/model.eseq --audio meeting.wav") { model, audio };
        command.OnRun((result, _) =>
        {
            ModelWeights weights = ModelWeights.Load(result.GetRequiredValue(model));
            string[] recordings = result.GetValue(audio) is { Length: > 0 } named ? named : Shipped.Samples();
            float[][] samples = [.. recordings.Select(f => AudioFile.ReadMono(f, weights.Spec.Features.SampleRate))];
            using var verifier = new ModelVerifier(weights);
            VerificationReport random = verifier.VerifyRandom(), real = verifier.VerifyAudio(samples);
            Write(("random", random), ("real", real));
            if (random.Passed(Tolerance) && real.Passed(Tolerance)) return ExitCode.Success;
            throw new CommandException($"{result.GetRequiredValue(model)}: ONNX Runtime and our runtime differ by more than {Tolerance:0e-0}");
        });
        return command;
    }

    private static void Write(params (string Features, VerificationReport Report)[] reports)
    {
        Console.WriteLine("features  run           output        numbers  max. absolute  max. relative");
        foreach ((string features, VerificationReport report) in reports)
        {
            foreach (OutputDifference o in report.Outputs)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{features,-8}  {o.Run,-12}  {o.Output,-10}  {o.Count,9}  {o.Absolute,13:0.00e+00}  {o.Relative,13:0.00e+00}{(o.Passed(Tolerance) ? "" : "  differs")}"));
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest absolute difference of the results {reports.Max(r => r.Report.Absolute):0.00e+00}; allowed {Tolerance:0e-0}"));
    }
}
