using System.Reflection;
using System.Text.Json;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>The values of an enumeration as recipes write them.</summary>
internal static class EnumNames
{
    private static readonly Assembly[] s_assemblies = [typeof(ModelSpec).Assembly, typeof(EnumNames).Assembly];

    /// <summary>The name of a value, for example language_model.</summary>
    public static string Of(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>What a reader of JSON says that it could not read a value of an enumeration: the names that there are; null for other types.</summary>
    /// <param name="message">The reader's message, in which the type has its full name.</param>
    public static string? In(string message)
    {
        IEnumerable<Type> types = s_assemblies.SelectMany(a => a.GetExportedTypes()).Where(t => t.IsEnum);
        Type? type = types.FirstOrDefault(t => message.Contains($" {t.FullName}.", StringComparison.Ordinal) || message.Contains($"[{t.FullName}]", StringComparison.Ordinal));
        return type is null ? null : string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
    }
}
