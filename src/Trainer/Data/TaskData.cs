using EmbeddedSeq.Runtime.Features;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Recipes;
using EmbeddedSeq.Trainer.Training;

namespace EmbeddedSeq.Trainer.Data;

/// <summary>What a text recipe learns from: the model's description, which follows from the training texts, and all texts as numbers.</summary>
public sealed class TaskData
{
    private readonly Dictionary<string, int> _tokens;
    private readonly TextFeatures _features;
    private readonly string _path;
    private readonly TaskRecipe _recipe;

    private TaskData(TaskRecipe recipe, string path, IReadOnlyList<TextRecord> records)
    {
        (_recipe, _path) = (recipe, path);
        TextRecord[] train = [.. records.Where(r => r.Split is "train" or null && (recipe.CutLonger || Sentences(r).All(s => s.Length <= recipe.LongestText)))];
        if (train.Length == 0) throw new DataFormatException(path, null, "at least one text to train on", records.Count == 0 ? "an empty file" : $"none with split train and at most {recipe.LongestText} units");
        Model = Describe(recipe, path, train);
        _features = new TextFeatures(Model.Text!);
        _tokens = Model.Tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i, StringComparer.Ordinal);
        Train = [.. train.Select((r, i) => Number(r) with { GoesOn = i > 0 && r.Line == train[i - 1].Line + recipe.Text.Sentences })];
        // What is longer than what is learned is another task, at which a model may get worse while it learns its own.
        IEnumerable<TextRecord> dev = records.Where(r => r.Split == "dev" && (recipe.CutLonger || Sentences(r).All(s => s.Length <= recipe.LongestText)));
        Dev = [.. dev.Select(Number).Select(e => recipe.CutLonger ? EpochTexts.Beginning(e, recipe.LongestText) : e)];
    }

    /// <summary>The model to train.</summary>
    public ModelSpec Model { get; }

    /// <summary>Texts to train on.</summary>
    public int TrainCount => Train.Length;

    /// <summary>Texts to measure progress on.</summary>
    public int DevCount => Dev.Length;

    internal Example[] Train { get; }

    internal Example[] Dev { get; }

    /// <summary>Reads the texts that a recipe names.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="folder">What its file is relative to.</param>
    /// <exception cref="DataFormatException">No texts, a line that is not what it has to be, a label that training does not have, or a text of one word only.</exception>
    /// <exception cref="RecipeException">The recipe names labels, but not all.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TaskData Load(TaskRecipe recipe, string folder)
    {
        string path = Path.Combine(folder, recipe.Data);
        return new TaskData(recipe, path, TextFile.Read(path, recipe.Task, recipe.Text.ToInput(["?"]), recipe.Target.Unit));
    }

    private static ModelSpec Describe(TaskRecipe recipe, string path, TextRecord[] train)
    {
        bool writes = recipe.Task is TaskKind.LanguageModel or TaskKind.Autoencode;
        IReadOnlyList<string> units = Vocabulary.Choose(train.SelectMany(Sentences), recipe.Text, writes ? [Vocabulary.Unknown, Vocabulary.End] : [Vocabulary.Unknown]);
        if (writes && units.Count < 4) throw new DataFormatException(path, null, $"texts of at least two different units that occur {recipe.Text.LeastCount} times or more", $"{units.Count - 2}");
        if (recipe.Labels is { Count: > 0 }) RefuseUnnamed(recipe, path, train);
        IReadOnlyList<string> tokens = recipe.Task switch
        {
            TaskKind.LanguageModel or TaskKind.Autoencode => units,
            TaskKind.Translate => Vocabulary.Choose(train.Select(t => t.Target), recipe.Target, Vocabulary.Unknown, Vocabulary.End),
            _ when recipe.Labels is { Count: > 0 } labels => [.. labels.Values.Distinct(StringComparer.Ordinal)],
            _ => [.. train.SelectMany(t => t.Target).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
        if (recipe.Task is TaskKind.Tag or TaskKind.Classify && tokens.Count < 2) throw new DataFormatException(path, null, "at least two different labels", $"{tokens.Count}");
        // Where nothing is written, one unit that is known is enough, or n-grams.
        if (units.Count < 2 && recipe.Text.NgramBuckets == 0) throw new DataFormatException(path, null, $"texts with a unit that occurs {recipe.Text.LeastCount} times or more (text.least_count)", "none: every unit would be unknown");
        if (recipe.Task is TaskKind.Translate && tokens.Count < 3) throw new DataFormatException(path, null, $"translations with a unit that occurs {recipe.Target.LeastCount} times or more (target.least_count)", "none: nothing could be written");
        return recipe.Network.ToModel(recipe, units, tokens);
    }

    // A forgotten name is a slip of the recipe, not of the data.
    private static void RefuseUnnamed(TaskRecipe recipe, string path, TextRecord[] train)
    {
        if (recipe.Task is not (TaskKind.Tag or TaskKind.Classify)) return;
        foreach (TextRecord record in train)
        {
            if (record.Target.FirstOrDefault(l => !recipe.Labels!.ContainsKey(l)) is { } label) throw Unnamed(recipe, path, record.Line, label);
        }
    }

    private static RecipeException Unnamed(TaskRecipe recipe, string path, int line, string label) =>
        new(recipe.Name, $"labels: expected a name for each label of the data, found none for \"{label}\" ({path}, line {line}); named are {string.Join(", ", recipe.Labels!.Keys.Take(8))}{(recipe.Labels.Count > 8 ? ", …" : "")}");

    /// <summary>A text as numbers.</summary>
    private Example Number(TextRecord record) => _recipe.Task switch
    {
        TaskKind.LanguageModel => LanguageModelExample(record.Source),
        TaskKind.Autoencode when _recipe.Text.Sentences > 0 => Example.Paragraph([.. Sentences(record).Select(Sentence)]),
        TaskKind.Autoencode => Sentence(record.Source),
        TaskKind.Translate => new Example(_features.Encode(record.Source), record.Source.Count, [.. record.Target.Select(TokenOf), TextInputSpec.End]),
        _ => new Example(_features.Encode(record.Source), record.Source.Count, [.. record.Target.Select(l => LabelOf(l, record.Line))]),
    };

    private static IEnumerable<string[]> Sentences(TextRecord record)
    {
        var sentence = new List<string>();
        foreach (string unit in record.Source)
        {
            if (unit != TextFile.SentenceBreak)
            {
                sentence.Add(unit);
                continue;
            }
            yield return [.. sentence];
            sentence.Clear();
        }
        yield return [.. sentence];
    }

    private Example Sentence(IReadOnlyList<string> units) => new(_features.Encode(units), units.Count, [.. units.Select(TokenOf), TextInputSpec.End]);

    private Example LanguageModelExample(IReadOnlyList<string> units) =>
        new(_features.Encode([Vocabulary.End, .. units]), units.Count + 1, [.. units.Select(TokenOf), TextInputSpec.End]);

    private int TokenOf(string unit) => _tokens.GetValueOrDefault(unit, TextInputSpec.Unknown);

    private int LabelOf(string label, int line)
    {
        string? name = _recipe.Labels is { Count: > 0 } labels ? labels.GetValueOrDefault(label) : label;
        if (name is not null && _tokens.TryGetValue(name, out int number)) return number;
        if (_recipe.Labels is { Count: > 0 }) throw Unnamed(_recipe, _path, line, label);
        throw new DataFormatException(_path, line, $"one of the {Model.Tokens.Count} labels {string.Join(", ", Model.Tokens.Take(8))}{(Model.Tokens.Count > 8 ? ", …" : "")}", $"\"{label}\"");
    }
}
