using System.Globalization;

namespace EmbeddedSeq.GameLoop;

/// <summary>The command line.</summary>
/// <param name="Model">A model file.</param>
/// <param name="Audio">A recording in place of the microphone; the scene is then not drawn.</param>
/// <param name="Frames">Frames to play, first without recognition, then with it; 60 are a second.</param>
internal sealed record LoopOptions(string Model, string? Audio, int Frames)
{
    public const string Usage = "usage: GameLoop [--model FILE] [--audio WAV] [--frames N]   (N from 1 to 1000000; 600 without it)";

    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static LoopOptions Parse(string[] args)
    {
        var options = new LoopOptions("models/english/english.eseq", null, 600);
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} has no value");
            options = args[i] switch
            {
                "--model" => options with { Model = value },
                "--audio" => options with { Audio = value },
                "--frames" when int.TryParse(value, CultureInfo.InvariantCulture, out int frames) && frames is >= 1 and <= 1_000_000 => options with { Frames = frames },
                _ => throw new FormatException($"{args[i]} {value} is not understood"),
            };
        }
        return options;
    }
}
