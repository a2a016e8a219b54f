using System.Text.Json;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>Reads recipes as JSON.</summary>
internal static class RecipeFile
{
    /// <summary>The recipe, its values not checked yet.</summary>
    /// <exception cref="RecipeException">Not JSON, or unknown, missing or repeated fields.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static T Read<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), TrainingRecipe.JsonOptions) ?? throw new RecipeException(path, "expected a JSON object, found null");
        }
        catch (JsonException e)
        {
            // A value of another kind, where only some names can stand.
            string names = EnumNames.In(e.Message) is { } all ? $", one of {all}" : "";
            throw new RecipeException(path, JsonProblem.Describe(e) + names, e);
        }
    }

    /// <summary>The field <c>task</c>, by which the kinds of recipe are told apart; null if there is none.</summary>
    /// <exception cref="RecipeException">Not JSON: of whatever kind it was meant to be.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? TaskOf(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("task", out JsonElement task) ? task.ToString() : null;
        }
        catch (JsonException e)
        {
            throw new RecipeException(path, JsonProblem.Describe(e), e);
        }
    }
}
