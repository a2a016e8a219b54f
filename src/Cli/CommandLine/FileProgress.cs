using Spectre.Console;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>A progress bar on the error stream for work through a long recording, if that is a terminal; it disappears at the end.</summary>
internal static class FileProgress
{
    /// <summary>Shorter recordings are done before anybody has read a bar.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    /// <summary>Calls <paramref name="work"/> with what it reports its place in the recording to.</summary>
    /// <param name="name">What is shown before the bar.</param>
    /// <param name="length">Of the recording.</param>
    /// <param name="isOutputLive">Whether the work itself writes to a terminal, where a bar would be in its way.</param>
    /// <param name="work">Reads the recording.</param>
    public static void Show(string name, TimeSpan length, bool isOutputLive, Action<Action<TimeSpan>> work)
    {
        if (length < Long || isOutputLive || !Terminal.IsErrorLive)
        {
            work(_ => { });
            return;
        }
        Terminal.Error.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(progress =>
        {
            ProgressTask task = progress.AddTask(Markup.Escape(name), maxValue: length.TotalSeconds);
            work(at => task.Value = at.TotalSeconds);
        });
    }
}
