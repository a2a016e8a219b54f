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
        if (Repeated().Match(e.Message) is { Success: true } repeated) return $"{place}there are two settings {Join(setting, repeated.Groups[1].Value)}";
        if (WrongKind().Match(e.Message) is { Success: true } wrong) return setting.Length == 0 ? $"{place}expected a JSON object" : $"{place}{setting}: expected {KindOf(wrong.Groups[1].Value)}";
        return $"{place}not JSON: {Syntax(e)}";
    }

    /// <summary>What the library says of it, without the place, which it counts from 0.</summary>
    public static string Syntax(JsonException e) => e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];

    /// <summary>What has to stand there instead, by the name of its type.</summary>
    private static string KindOf(string type) =>
        type.Contains("Dictionary", StringComparison.Ordinal) ? "an object"
        : type.Contains("List`1", StringComparison.Ordinal) || type.Contains("[]", StringComparison.Ordinal) ? "a list"
        : type.Contains("System.Int", StringComparison.Ordinal) ? "a whole number"
        : type.Contains("System.Single", StringComparison.Ordinal) || type.Contains("System.Double", StringComparison.Ordinal) ? "a number"
        : type.Contains("System.Boolean", StringComparison.Ordinal) ? "true or false"
        : type.Contains("System.String", StringComparison.Ordinal) ? "a text"
        : "another kind of value";

    // The path of an unknown setting ends in its name already, that of the object around it does not.
    private static string Join(string path, string name) => path.Length == 0 ? name : path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : $"{path}.{name}";

    [GeneratedRegex("^The JSON property '(.+)' could not be mapped")]
    private static partial Regex UnknownSetting();

    [GeneratedRegex("^Duplicate property '(.+?)'")]
    private static partial Regex Repeated();

    [GeneratedRegex("^The JSON value could not be converted to (.+?)\\. Path")]
    private static partial Regex WrongKind();

    [GeneratedRegex("missing required properties including: (.+?)\\.")]
    private static partial Regex Missing();
}
