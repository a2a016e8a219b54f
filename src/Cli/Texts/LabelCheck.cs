using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Cli.Texts;

/// <summary>Compares the labels of a file with those of a model: what the model does not have it can only get wrong.</summary>
internal static class LabelCheck
{
    private const string Outside = "O";

    /// <summary>The label of the model that one of a file stands for.</summary>
    /// <remarks>A recipe may have named the labels; then a number stands for the label at its place.</remarks>
    public static string Resolve(string label, IReadOnlyList<string> labels) =>
        !labels.Contains(label) && int.TryParse(label, out int number) && number >= 0 && number < labels.Count ? labels[number] : label;

    /// <summary>What to note about a file; null if there is nothing.</summary>
    /// <exception cref="DataFormatException">The model has none of the labels.</exception>
    public static string? Note(string path, IReadOnlyList<TextRecord> records, ModelSpec model)
    {
        if (model.Task is not (TaskKind.Tag or TaskKind.Classify)) return null;
        (string Label, int Line)[] all = [.. records.SelectMany(r => r.Target, (r, label) => (label, r.Line)).DistinctBy(l => l.label).Select(l => (l.label, l.Line))];
        (string Label, int Line)[] unknown = [.. all.Where(l => !model.Tokens.Contains(Resolve(l.Label, model.Tokens)))];
        if (unknown.Length == 0) return null;
        if (all.Except(unknown).All(l => l.Label == Outside))
            throw new DataFormatException(path, unknown[0].Line, $"labels of the model ({string.Join(", ", model.Tokens.Take(8))}{(model.Tokens.Count > 8 ? ", …" : "")})", $"\"{unknown[0].Label}\" and none that it has");
        return $"{path}, line {unknown[0].Line}: the model has no label \"{unknown[0].Label}\"; {unknown.Length} of the file's {all.Length} labels are unknown to it and count as wrong";
    }
}
