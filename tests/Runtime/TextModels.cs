using EmbeddedSeq.Runtime.Model;

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
}
