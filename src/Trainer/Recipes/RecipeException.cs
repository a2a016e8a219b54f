namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>A recipe that cannot be trained; the message names the file, the field, what was expected and what was found.</summary>
public sealed class RecipeException(string path, string problem, Exception? inner = null) : Exception($"{path}: {problem}", inner);
