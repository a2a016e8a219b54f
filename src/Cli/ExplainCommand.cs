using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Cli.Explanations;
using EmbeddedSeq.Trainer.Examples;

namespace EmbeddedSeq.Cli;

/// <summary>eseq explain: why recurrent networks are hard to train, computed and drawn.</summary>
internal static class ExplainCommand
{
    private static readonly float[] s_weights = [0.01f, 0.5f, 0.9f, 0.99f, 0.999f, 1, 1.001f, 1.005f, 1.01f, 1.02f, 1.05f];

    public static Command Create() => new("explain", "Shows why recurrent networks are hard to train, on networks small enough to see every weight.") { Gradients(), Surface() };

    private static CliCommand Gradients()
    {
        Option<string?> output = Picture();
        var command = new CliCommand(
            "gradients",
            "One linear unit that feeds itself with weight w for 1000 steps: output, gradient, and where a step of gradient descent (rate 0.01) leads without and with clipping. Numbers are computed by the trainer's own layers and optimiser, in float32; beside them stand the exact powers.",
            "eseq explain gradients",
            "eseq explain gradients -o gradients.svg") { output };
        command.OnRun((result, _) =>
        {
            Console.Write(GradientTable.Render([.. s_weights.Select(w => GradientExample.Run(w))]));
            if (result.GetValue(output) is { } path)
            {
                IEnumerable<float> fine = Enumerable.Range(0, 151).Select(i => 0.95f + i * 0.001f);
                GradientPicture.Save(path, [.. fine.Select(w => GradientExample.Run(w))]);
                Console.WriteLine($"wrote {path}");
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static CliCommand Surface()
    {
        Option<string?> output = Picture();
        Option<int> size = new Option<int>("--size") { Description = "Points of the grid along each weight, 2 to 400.", DefaultValueFactory = _ => 80, HelpName = "N" }.Between(2, 400);
        var command = new CliCommand(
            "error-surface",
            "Trains one tanh unit to answer 0.5 thirty steps after an impulse and measures the squared error around its recurrent weight and bias: plains, and walls on which gradients explode.",
            "eseq explain error-surface -o surface.svg",
            "eseq explain error-surface --size 200 -o surface.svg") { output, size };
        command.OnRun((result, _) =>
        {
            ErrorSurface surface = ErrorSurface.Compute(result.GetValue(size));
            Console.Write(ErrorSurfaceText.Render(surface));
            if (result.GetValue(output) is { } path)
            {
                ErrorSurfacePicture.Save(path, surface);
                Console.WriteLine($"wrote {path}");
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static Option<string?> Picture() => new("--output", "-o") { Description = "Picture to write (SVG).", HelpName = "FILE" };
}
