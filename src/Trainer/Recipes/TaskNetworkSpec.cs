using System.Text.Json.Serialization;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;
using EmbeddedSeq.Trainer.Network;

namespace EmbeddedSeq.Trainer.Recipes;

/// <summary>Shape and size of a network for text: an embedding, equal recurrent layers, and what the task puts on top.</summary>
public sealed record TaskNetworkSpec
{
    private const string FeedForward = "dense";

    /// <summary>The layers between embedding and output: a recurrent cell, one of <see cref="RecurrentCells.Names"/>, or <c>dense</c> for a feed-forward network with tanh that sees one unit at a time.</summary>
    public string Cell { get; init; } = "lstm";

    /// <summary>Options that differ from those that the cell's name stands for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CellOptions? CellOptions { get; init; }

    /// <summary>Layers; of the encoder and of the decoder each.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Units of each layer and direction.</summary>
    public int Units { get; init; } = 128;

    /// <summary>Length of the vector of a unit.</summary>
    public int Embedding { get; init; } = 64;

    /// <summary>Whether the layers that read a whole text read it in both directions.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Whether the decoder looks back at every unit of the source (Luong et al. 2015).</summary>
    public bool Attention { get; init; }

    /// <summary>Length of a layer of tanh before the output; 0 for none.</summary>
    public int Hidden { get; init; }

    /// <summary>Whether the output layer has the rows of the embedding as its weights, and of an autoencoder also both embeddings are one (Press and Wolf 2017). The file of the model holds all of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Tied { get; init; }

    /// <summary>Units of each layer of the decoder; 0 for as many as <see cref="Units"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int DecoderUnits { get; init; }

    /// <summary>Units of the layer that reads the sentences of a paragraph, whose vector is theirs; 0 for as many as a sentence's vector has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ParagraphUnits { get; init; }

    internal string? FindProblem(TaskKind task)
    {
        if (Cell != FeedForward && (Cell is null || !RecurrentCells.Names.Contains(Cell))) return $"network.cell must be one of {FeedForward}, {string.Join(", ", RecurrentCells.Names)}; found {(Cell is null ? "null" : $"\"{Cell}\"")}";
        if (Layers is < 1 or > 16) return $"network.layers must be 1 to 16, found {Layers}";
        if (Units is < 1 or > 16384) return $"network.units must be 1 to 16384, found {Units}";
        if (Embedding is < 1 or > 16384) return $"network.embedding must be 1 to 16384, found {Embedding}";
        if (DecoderUnits is < 0 or > 16384) return $"network.decoder_units must be 0 to 16384, found {DecoderUnits}";
        if (DecoderUnits > 0 && task is not (TaskKind.Translate or TaskKind.Autoencode)) return $"network.decoder_units belongs to a task that writes from a vector, found {EnumNames.Of(task)}";
        if (ParagraphUnits > 0 && task is not TaskKind.Autoencode) return $"network.paragraph_units belongs to the task autoencode, found {EnumNames.Of(task)}";
        if (ParagraphUnits is < 0 or > 16384) return $"network.paragraph_units must be 0 to 16384, found {ParagraphUnits}";
        if (Hidden is < 0 or > 16384) return $"network.hidden must be 0 to 16384, found {Hidden}";
        if (Attention && task is not TaskKind.Translate) return $"network.attention belongs to the task translate, found {EnumNames.Of(task)}";
        if (Bidirectional && task is TaskKind.LanguageModel) return "network.bidirectional: a language model must not know what comes next";
        if (Bidirectional && Cell == FeedForward) return "network.bidirectional needs a recurrent cell, found dense";
        if (Tied && task is TaskKind.Tag or TaskKind.Classify) return $"network.tied needs a task that writes what it reads, found {EnumNames.Of(task)}";
        if (Tied && Hidden != Embedding) return $"network.tied needs a hidden layer as long as the embedding, found hidden {Hidden}, embedding {Embedding}";
        if (Cell == FeedForward && CellOptions is not null) return "network.cell_options need a recurrent cell, found dense";
        if (Cell != FeedForward && CellOptions.FindProblem(CellOptions, Cell, Units) is { } problem) return problem;
        return Cell == FeedForward && task is TaskKind.Translate or TaskKind.Autoencode ? $"network.cell: the task {EnumNames.Of(task)} needs a recurrent cell, found dense" : null;
    }

    internal ModelSpec ToModel(TaskRecipe recipe, IReadOnlyList<string> vocabulary, IReadOnlyList<string> tokens)
    {
        TextInputSpec text = recipe.Text.ToInput(vocabulary);
        var spec = new ModelSpec
        {
            Name = recipe.Name,
            Task = recipe.Task,
            Text = text,
            Layers = [],
            Tokens = tokens,
            TokenUnit = recipe.Task switch { TaskKind.Translate => recipe.Target.Unit, TaskKind.Autoencode or TaskKind.LanguageModel => text.Unit, _ => TextUnit.Characters },
        };
        spec = recipe.Task is TaskKind.Translate or TaskKind.Autoencode ? spec with { Networks = EncoderDecoder(text, tokens.Count) } : spec with { Layers = Single(text, recipe.Task, tokens.Count) };
        if (spec.ParameterCount > TrainingRecipe.MostParameters) throw new RecipeException(recipe.Name, $"network: {spec.ParameterCount} parameters are more than the {TrainingRecipe.MostParameters} that can be trained here");
        spec.Validate(recipe.Name);
        return spec;
    }

    /// <summary>Which tensors of the model are an earlier one once more.</summary>
    internal Dictionary<string, string> TiedTensors(ModelSpec spec)
    {
        if (!Tied) return [];
        if (spec.Networks is null) return new() { [Weight(NetworkNames.Main, spec.Layers.Count - TrainableOutput.Layers)] = Weight(NetworkNames.Main, 0) };
        string source = Weight(NetworkNames.Encoder, 0), target = Weight(NetworkNames.Target, 0);
        string output = Weight(NetworkNames.Output, spec.NetworkLayers(NetworkNames.Output).Count - TrainableOutput.Layers);
        bool same = spec.Task is TaskKind.Autoencode && spec.Text!.NgramBuckets == 0; // What is read is what is written.
        return same ? new() { [output] = source, [target] = source } : new() { [target] = output };
    }

    private static string Weight(string network, int layer) => LayerSpec.Prefix(layer, network) + "weight";

    private List<LayerSpec> Single(TextInputSpec text, TaskKind task, int tokens)
    {
        List<LayerSpec> layers = [Embed(text.StepSize, text.Rows)];
        AddCells(layers, Bidirectional);
        if (task is TaskKind.Classify) layers.Add(Same(LayerKind.MeanPool, layers[^1].Outputs));
        AddOutput(layers, layers[^1].Outputs, tokens);
        return layers;
    }

    private Dictionary<string, IReadOnlyList<LayerSpec>> EncoderDecoder(TextInputSpec text, int tokens)
    {
        List<LayerSpec> encoder = [Embed(text.StepSize, text.Rows)], decoder = [], output = [];
        AddCells(encoder, Bidirectional);
        int source = encoder[^1].Outputs;
        var networks = new Dictionary<string, IReadOnlyList<LayerSpec>>();
        if (text.Sentences > 0)
        {
            // A plan is as long as a sentence's vector: what writes from the one can write from the other.
            int both = Bidirectional ? 2 * Units : Units;
            LayerSpec sentences = CellOptions.Create(CellOptions, Cell, source, ParagraphUnits > 0 ? ParagraphUnits : both), planner = CellOptions.Create(CellOptions, Cell, sentences.Outputs, both);
            if (planner.Outputs != source) throw new RecipeException(Cell, $"network.units must be even in both directions with this cell, found {Units}");
            networks.Add(NetworkNames.Sentences, [sentences]);
            networks.Add(NetworkNames.Planner, [planner]);
        }
        for (int i = 0; i < Layers; i++) decoder.Add(CellOptions.Create(CellOptions, Cell, i == 0 ? Embedding + source : decoder[^1].Outputs, DecoderUnits > 0 ? DecoderUnits : Units));
        int hidden = decoder[^1].Outputs;
        AddOutput(output, hidden + (Attention ? source : 0), tokens);
        networks.Add(NetworkNames.Encoder, encoder);
        networks.Add(NetworkNames.Target, [Embed(1, tokens)]);
        networks.Add(NetworkNames.Decoder, decoder);
        networks.Add(NetworkNames.Output, output);
        if (Attention) networks.Add(NetworkNames.Attention, [new() { Kind = LayerKind.Dense, Inputs = hidden, Units = source }]);
        return networks;
    }

    private void AddCells(List<LayerSpec> layers, bool bidirectional)
    {
        for (int i = 0; i < Layers; i++)
        {
            int inputs = layers[^1].Outputs;
            if (Cell == FeedForward) layers.AddRange([new() { Kind = LayerKind.Dense, Inputs = inputs, Units = Units }, Same(LayerKind.Tanh, Units)]);
            else layers.Add(CellOptions.Create(CellOptions, Cell, inputs, Units, bidirectional));
        }
    }

    private void AddOutput(List<LayerSpec> layers, int inputs, int tokens)
    {
        if (Hidden > 0) layers.AddRange([new() { Kind = LayerKind.Dense, Inputs = inputs, Units = Hidden }, Same(LayerKind.Tanh, Hidden)]);
        layers.AddRange([new() { Kind = LayerKind.Dense, Inputs = Hidden > 0 ? Hidden : inputs, Units = tokens }, Same(LayerKind.LogSoftmax, tokens)]);
    }

    private LayerSpec Embed(int inputs, int rows) => new() { Kind = LayerKind.Embedding, Inputs = inputs, Units = Embedding, Rows = rows };

    private static LayerSpec Same(LayerKind kind, int size) => new() { Kind = kind, Inputs = size, Units = size };
}
