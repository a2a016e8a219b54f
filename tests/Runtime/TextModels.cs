using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Tests;

/// <summary>Descriptions of small models that read text.</summary>
internal static class TextModels
{
    public static readonly TextInputSpec Words = new() { Unit = TextUnit.Words, Vocabulary = ["<unk>", "</s>", "to", "taipei", "leave"] };

    public static readonly TextInputSpec Hashed = Words with { NgramBuckets = 50, NgramLeast = 2, NgramMost = 3, NgramsPerUnit = 12 };

    /// <summary>Embedding, LSTM, mean, dense, tanh and log-softmax: three labels.</summary>
    public static ModelSpec Classifier(TextInputSpec text, bool bidirectional = false)
    {
        int hidden = bidirectional ? 14 : 7;
        return new ModelSpec
        {
            Name = "classifier",
            Task = TaskKind.Classify,
            Text = text,
            Layers =
            [
                new() { Kind = LayerKind.Embedding, Inputs = text.StepSize, Units = 5, Rows = text.Rows },
                new() { Kind = LayerKind.Lstm, Inputs = 5, Units = 7, Bidirectional = bidirectional },
                new() { Kind = LayerKind.MeanPool, Inputs = hidden, Units = hidden },
                new() { Kind = LayerKind.Dense, Inputs = hidden, Units = 4 },
                new() { Kind = LayerKind.Tanh, Inputs = 4, Units = 4 },
                new() { Kind = LayerKind.Dense, Inputs = 4, Units = 3 },
                new() { Kind = LayerKind.LogSoftmax, Inputs = 3, Units = 3 },
            ],
            Tokens = ["bad", "fair", "good"],
        };
    }

    /// <summary>Encoder and decoder of a translator into characters.</summary>
    public static ModelSpec Translator(bool attention)
    {
        var networks = new Dictionary<string, IReadOnlyList<LayerSpec>>
        {
            [NetworkNames.Encoder] = [new() { Kind = LayerKind.Embedding, Inputs = Words.StepSize, Units = 4, Rows = Words.Rows }, new() { Kind = LayerKind.Lstm, Inputs = 4, Units = 3, Bidirectional = true }],
            [NetworkNames.Target] = [new() { Kind = LayerKind.Embedding, Inputs = 1, Units = 5, Rows = 6 }],
            [NetworkNames.Decoder] = [new() { Kind = LayerKind.Lstm, Inputs = 11, Units = 8 }],
            [NetworkNames.Output] = [new() { Kind = LayerKind.Dense, Inputs = attention ? 14 : 8, Units = 6 }, new() { Kind = LayerKind.LogSoftmax, Inputs = 6, Units = 6 }],
        };
        if (attention) networks[NetworkNames.Attention] = [new() { Kind = LayerKind.Dense, Inputs = 8, Units = 6 }];
        return new ModelSpec { Name = "translator", Task = TaskKind.Translate, Text = Words, Layers = [], Networks = networks, Tokens = ["<unk>", "</s>", "去", "台", "北", "。"] };
    }

    /// <summary>A hierarchical autoencoder of words, all of whose recurrent layers are of one cell; encoder and sentences also in both directions.</summary>
    public static ModelSpec Paragraphs(TextInputSpec text, string cell, bool bidirectional)
    {
        LayerSpec encoder = RecurrentCells.Create(cell, 4, 6, bidirectional), sentences = RecurrentCells.Create(cell, encoder.Outputs, 5, bidirectional);
        LayerSpec planner = RecurrentCells.Create(cell, sentences.Outputs, 7), decoder = RecurrentCells.Create(cell, 5 + planner.Outputs, 8);
        return new ModelSpec
        {
            Name = "paragraphs",
            Task = TaskKind.Autoencode,
            Text = text with { Sentences = 3 },
            Layers = [],
            Networks = new Dictionary<string, IReadOnlyList<LayerSpec>>
            {
                [NetworkNames.Encoder] = [new() { Kind = LayerKind.Embedding, Inputs = text.StepSize, Units = 4, Rows = text.Rows }, encoder],
                [NetworkNames.Sentences] = [sentences],
                [NetworkNames.Planner] = [planner],
                [NetworkNames.Target] = [new() { Kind = LayerKind.Embedding, Inputs = 1, Units = 5, Rows = 5 }],
                [NetworkNames.Decoder] = [decoder],
                [NetworkNames.Output] = [new() { Kind = LayerKind.Dense, Inputs = decoder.Outputs, Units = 5 }, new() { Kind = LayerKind.LogSoftmax, Inputs = 5, Units = 5 }],
            },
            Tokens = text.Vocabulary,
            TokenUnit = TextUnit.Words,
        };
    }
}
