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
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "Model file, compiled or not, or a checkpoint of a training." };
        var audio = new Option<string[]>("--audio") { Description = "WAV files to take real features from; default: the recordings in samples/.", AllowMultipleArgumentsPerToken = true, HelpName = "FILE" };
        var command = new CliCommand(
            "verify",
            $"Runs a model with ONNX Runtime and with our runtime on the same features; fails if they differ by more than {VerificationReport.DefaultTolerance:0e-0} (int8: {VerificationReport.Int8Tolerance}).",
            "eseq verify models/english/english.eseq",
            "eseq verify runs/mine/model.eseq --audio meeting.wav") { model, audio };
        command.OnRun((result, _) =>
        {
            CompiledModel compiled = CompiledModel.Open(result.GetRequiredValue(model));
            string[] recordings = result.GetValue(audio) is { Length: > 0 } named ? named : Shipped.Samples();
            float[][] samples = [.. recordings.Select(f => AudioFile.ReadMono(f, compiled.Spec.Features.SampleRate))];
            using var verifier = new ModelVerifier(compiled);
            VerificationReport random = verifier.VerifyRandom(), real = verifier.VerifyAudio(samples);
            double tolerance = VerificationReport.ToleranceOf(compiled.Precision);
            Console.WriteLine($"weights in {PrecisionNames.Of(compiled.Precision)}");
            Write(tolerance, ("random", random), ("real", real));
            if (random.Passed(tolerance) && real.Passed(tolerance)) return ExitCode.Success;
            throw new CommandException($"{result.GetRequiredValue(model)}: ONNX Runtime and our runtime differ by more than {tolerance:0e-0}");
        });
        return command;
    }

    private static void Write(double tolerance, params (string Features, VerificationReport Report)[] reports)
    {
        Console.WriteLine("features  run           output        numbers  max. absolute  max. relative");
        foreach ((string features, VerificationReport report) in reports)
        {
            foreach (OutputDifference o in report.Outputs)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{features,-8}  {o.Run,-12}  {o.Output,-10}  {o.Count,9}  {o.Absolute,13:0.00e+00}  {o.Relative,13:0.00e+00}{(o.Passed(tolerance) ? "" : "  differs")}"));
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest absolute difference of the results {reports.Max(r => r.Report.Absolute):0.00e+00}; allowed {tolerance:0e-0}"));
    }
}
