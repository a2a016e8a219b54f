using System.Globalization;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Metrics;

/// <summary>What is known after an update of the weights, usually the last of an epoch: one row of the metrics.</summary>
internal sealed record TrainingMetrics
{
    /// <summary>Updates of the weights so far: the row's position; rises from row to row.</summary>
    public required long Update { get; init; }

    /// <summary>Epochs done, with a fraction within an epoch.</summary>
    public required double Epoch { get; init; }

    /// <summary>Mean loss on the training data since the row before, nats per network step or character as the trainer counts.</summary>
    public required double Loss { get; init; }

    /// <summary>Loss on the development data; null if it was not measured.</summary>
    public double? DevLoss { get; init; }

    /// <summary>Character error rate on the development data.</summary>
    public double? DevCer { get; init; }

    /// <summary>Word error rate on the development data.</summary>
    public double? DevWer { get; init; }

    /// <summary>Learning rate of the update.</summary>
    public double LearningRate { get; init; }

    /// <summary>Hours of audio learned from so far.</summary>
    public double AudioHours { get; init; }

    /// <summary>Seconds of training so far.</summary>
    public double Seconds { get; init; }

    internal const string Header = "update,epoch,loss,dev_loss,dev_cer,dev_wer,learning_rate,audio_hours,seconds";

    internal string ToLine() => string.Join(',', Whole(Update), Text(Epoch), Text(Loss), Text(DevLoss), Text(DevCer), Text(DevWer), Text(LearningRate), Text(AudioHours), Text(Seconds));

    internal static TrainingMetrics Parse(string line, string path, int number)
    {
        string[] cells = line.Split(',');
        double?[] values = [.. cells.Select(c => c.Length == 0 ? null : double.TryParse(c, CultureInfo.InvariantCulture, out double value) ? value : (double?)double.NegativeInfinity)];
        if (values is [not null, { } epoch, { } loss, var devLoss, var cer, var wer, { } rate, { } hours, { } seconds]
            && long.TryParse(cells[0], CultureInfo.InvariantCulture, out long update) && !values.Contains(double.NegativeInfinity))
        {
            return new() { Update = update, Epoch = epoch, Loss = loss, DevLoss = devLoss, DevCer = cer, DevWer = wer, LearningRate = rate, AudioHours = hours, Seconds = seconds };
        }
        throw new DataFormatException(path, number, $"numbers for {Header}", $"\"{line}\"");
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
