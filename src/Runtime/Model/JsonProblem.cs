using System.Text.Json;
using System.Text.RegularExpressions;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>What is wrong with a JSON file, in the words of somebody who wrote it and not of the library that reads it.</summary>
internal static partial class JsonProblem
{
    public static string Describe(JsonException e)
    {
        string place = e.LineNumber is { } line ? $"line {line + 1}, column {e.BytePositionInLine + 1}: " : "";
        string setting = e.Path is { Length: > 2 } path ? path[2..] : "";
        if (UnknownSetting().Match(e.Message) is { Success: true } unknown) return $"{place}there is no setting {Join(setting, unknown.Groups[1].Value)}";
        if (Missing().Match(e.Message) is { Success: true } missing) return $"{(setting.Length > 0 ? setting + ": " : "")}expected the settings {missing.Groups[1].Value}, found none";
        if (e.InnerException is FormatException) return $"{place}{setting}: the number is too large or not of the right kind";
        if (e.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal)) return $"{place}{setting}: expected another kind of value";
        string syntax = e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];
        return $"{place}not JSON: {syntax}";
    }

    // The path of an unknown setting ends in its name already, that of the object around it does not.
    private static string Join(string path, string name) => path.Length == 0 ? name : path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : $"{path}.{name}";

    [GeneratedRegex("^The JSON property '(.+)' could not be mapped")]
    private static partial Regex UnknownSetting();

    [GeneratedRegex("missing required properties including: (.+?)\\.")]
    private static partial Regex Missing();
}
