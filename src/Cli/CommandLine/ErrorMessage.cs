using System.Text.RegularExpressions;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Exporter.OnnxRuntime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>The one place where exceptions become a line for people.</summary>
internal static partial class ErrorMessage
{
    /// <summary>File and reason, in one line.</summary>
    public static string Of(Exception e)
    {
        // Work on several threads wraps what it throws.
        while (e is AggregateException { InnerException: { } inner }) e = inner;
        if (e is UnauthorizedAccessException && FolderIn(e.Message) is { } folder) return $"{folder}: expected a file, found a folder";
        string message = OneLine(e.Message);
        return IsExplained(e) ? message : $"unexpected {e.GetType().Name}: {message} (--debug shows where)";
    }

    /// <summary>Line breaks, and the spaces around them, as single spaces.</summary>
    public static string OneLine(string text) => LineBreaks().Replace(text, " ").Trim();

    /// <summary>The folder that was opened as if it were a file, which the system calls forbidden; null if it is something else.</summary>
    private static string? FolderIn(string message)
    {
        if (DeniedPath().Match(message) is not { Success: true } denied || !Directory.Exists(denied.Groups[1].Value)) return null;
        try
        {
            // A folder that may not be looked into is forbidden indeed.
            _ = Directory.EnumerateFileSystemEntries(denied.Groups[1].Value).Any();
            return denied.Groups[1].Value;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the message was written for people: it names the file or device and the reason.</summary>
    private static bool IsExplained(Exception e) => e is
        CommandException
        or TextFormatException or ModelFormatException or AudioFormatException or DataFormatException or RecipeException
        or OnnxRuntimeException or TrainingDivergedException
        or IOException or UnauthorizedAccessException or PlatformNotSupportedException // AudioDeviceException is an IOException.
        || e.GetType() == typeof(ArithmeticException); // What the recogniser throws when a network overflows.

    [GeneratedRegex("^Access to the path '(.+)' is denied")]
    private static partial Regex DeniedPath();

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreaks();
}
