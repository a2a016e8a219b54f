using System.CommandLine;
using EmbeddedSeq.Cli.CommandLine;

namespace EmbeddedSeq.Cli;

/// <summary>Finds what is shipped with the program: beside it or, in a clone of the repository, in a folder above it.</summary>
internal static class Shipped
{
    /// <summary>Environment variable with the path of the model to use.</summary>
    public const string ModelVariable = "EMBEDDEDSEQ_MODEL";

    private static readonly string ModelPath = Path.Combine("models", "english", "english.eseq");
    private static readonly string OfflineModelPath = Path.Combine("models", "english-offline", "english-offline.eseq");
    private static readonly string LanguageModelPath = Path.Combine("models", "english-lm", "english.lm");

    /// <summary>The option that names a model.</summary>
    public static Option<string?> ModelOption() => new("--model", "-m") { Description = $"Model file; default: ${ModelVariable}, else the shipped {ModelPath}.", HelpName = "PATH" };

    /// <summary>The path of the model to use.</summary>
    /// <param name="chosen">What the user named, or null.</param>
    /// <exception cref="CommandException">None was named and none is there.</exception>
    public static string Model(string? chosen)
    {
        if (chosen is not null) return chosen;
        if (Environment.GetEnvironmentVariable(ModelVariable) is { Length: > 0 } variable) return variable;
        return Find(ModelPath, File.Exists) ?? throw new CommandException($"no model: {ModelPath} is neither in {AppContext.BaseDirectory} nor above it; name one with --model or {ModelVariable}");
    }

    /// <summary>The path of the model to use where every utterance is whole before it is read: that hears more.</summary>
    /// <param name="chosen">What the user named, or null.</param>
    /// <exception cref="CommandException">None was named and none is there.</exception>
    public static string OfflineModel(string? chosen) => IsChosen(chosen) ? Model(chosen) : Find(OfflineModelPath, File.Exists) ?? Model(chosen);

    /// <summary>The path of the language model that suits the shipped models; null if another was chosen, or if it is not there.</summary>
    /// <param name="chosenModel">The model that the user named, or null.</param>
    public static string? LanguageModel(string? chosenModel) =>
        IsChosen(chosenModel) ? null : Find(LanguageModelPath, File.Exists);

    /// <summary>The path of the model to use for a task.</summary>
    /// <param name="chosen">What the user named, or null.</param>
    /// <param name="name">Name of the shipped model.</param>
    /// <exception cref="CommandException">None was named and none is there.</exception>
    public static string Model(string? chosen, string name)
    {
        string path = Path.Combine("models", name, name + ".eseq");
        return chosen ?? Find(path, File.Exists) ?? throw new CommandException($"no model: {path} is neither in {AppContext.BaseDirectory} nor above it; name one with --model");
    }

    /// <summary>The option that names a model of spoken words.</summary>
    public static Option<string?> EmbeddingModelOption() => new("--model", "-m") { Description = "Model of spoken words; default: the shipped models/audio2vec/audio2vec.eseq.", HelpName = "PATH" };

    /// <summary>The option that names a model of spoken words beside a model that writes.</summary>
    public static Option<string?> EmbedderOption() => new("--embedder") { Description = "Model of spoken words; default: the shipped models/audio2vec/audio2vec.eseq; none: compare spellings only.", HelpName = "PATH" };

    /// <summary>Loads the model that <see cref="EmbedderOption"/> names; null for none.</summary>
    /// <exception cref="CommandException">None was named and none is there.</exception>
    /// <exception cref="Runtime.Model.ModelFormatException">The file is no such model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Runtime.EmbeddingModel? Embedder(string? chosen) => chosen == "none" ? null : Runtime.EmbeddingModel.Load(Shipped.EmbeddingModel(chosen));

    /// <summary>The path of the model of spoken words to use.</summary>
    /// <param name="chosen">What the user named, or null.</param>
    /// <exception cref="CommandException">None was named and none is there.</exception>
    public static string EmbeddingModel(string? chosen) => Model(chosen, "audio2vec");

    /// <summary>The sample recordings.</summary>
    /// <exception cref="CommandException">They are not there.</exception>
    public static string[] Samples()
    {
        string folder = Find("samples", f => Directory.Exists(f) && Directory.EnumerateFiles(f, "*.wav").Any())
            ?? throw new CommandException($"no recordings: samples/ is neither in {AppContext.BaseDirectory} nor above it; name one with --audio");
        return [.. Directory.EnumerateFiles(folder, "*.wav").Order(StringComparer.Ordinal)];
    }

    private static bool IsChosen(string? model) => model is not null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ModelVariable));

    private static string? Find(string relative, Func<string, bool> exists)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, relative);
            if (exists(path)) return path;
        }
        return null;
    }
}
