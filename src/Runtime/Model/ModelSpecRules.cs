using EmbeddedSeq.Runtime.Network;

namespace EmbeddedSeq.Runtime.Model;

/// <summary>What a description has to fulfil: sane sizes that fit each other, and for each task its networks and tokens.</summary>
/// <remarks>What every model goes through does without System.Linq and without asking what values an enumeration has, which take a megabyte of memory the first time they are used.</remarks>
internal static class ModelSpecRules
{
    private const int MostStep = 1 << 16;

    /// <summary>The first thing wrong with a description, or null.</summary>
    public static string? FindProblem(ModelSpec spec)
    {
        if (spec.Task is < TaskKind.Transcribe or > TaskKind.Sequence) return $"unknown task {(int)spec.Task}";
        if (spec.Task is TaskKind.Sequence) return FindSequenceProblem(spec);
        if (spec.Audio is null == spec.Text is null) return $"expected either features or text, found {(spec.Audio is null ? "neither" : "both")}";
        if (spec.Text is null && spec.Task is not (TaskKind.Transcribe or TaskKind.EmbedSpeech)) return $"the task {spec.Task} needs text, found features";
        if (spec.Text is { Sentences: > 0 } && spec.Task is not TaskKind.Autoencode) return $"text.sentences belongs to the task {TaskKind.Autoencode}, found {spec.Task}";
        if ((spec.Audio?.FindProblem() ?? spec.Text?.FindProblem()) is { } problem) return problem;
        if (spec.Networks is { } networks && FindNameProblem(spec, networks) is { } problemOfNames) return problemOfNames;
        if (spec.Task is TaskKind.EmbedSpeech) return FindEmbedderProblem(spec);
        return (spec.Task is TaskKind.Translate or TaskKind.Autoencode ? FindNetworksProblem(spec) : FindProblem(spec.Layers, NetworkNames.Main, StepSize(spec), spec.Text?.Rows)) ?? FindTokensProblem(spec);
    }

    private static string? FindNameProblem(ModelSpec spec, IReadOnlyDictionary<string, IReadOnlyList<LayerSpec>> networks)
    {
        if (spec.Layers.Count > 0) return "expected either layers or networks, found both";
        string? name = networks.Keys.FirstOrDefault(n => n is NetworkNames.Main or "features" or "training" || n.Length == 0 || n.Any(c => c is not ((>= 'a' and <= 'z') or '_')));
        return name is null ? null : $"a network's name must be small letters and none of layers, features, training, found \"{name}\"";
    }

    /// <summary>Without features and text, the first layer says what a step is.</summary>
    private static string? FindSequenceProblem(ModelSpec spec)
    {
        if (spec.Audio is not null || spec.Text is not null || spec.Networks is not null) return $"the task {spec.Task} has neither features nor text nor networks";
        LayerSpec? first = spec.Layers.Count > 0 ? spec.Layers[0] : null;
        if (first?.Inputs is < 1 or > MostStep) return $"{NetworkNames.Main}[0]: inputs must be 1 to {MostStep}, found {first.Inputs}";
        if (FindProblem(spec.Layers, NetworkNames.Main, first?.Inputs ?? 0, first?.Kind == LayerKind.Embedding ? first.Rows : null) is { } problem) return problem;
        if (spec.Tokens.Count > 0 && spec.Tokens.Count != spec.OutputSize) return $"expected no tokens or one for each of the {spec.OutputSize} outputs, found {spec.Tokens.Count}";
        return spec.Tokens.Distinct(StringComparer.Ordinal).Count() == spec.Tokens.Count ? null : "tokens must differ from each other";
    }

    private static int StepSize(ModelSpec spec) => spec.Audio?.StepSize ?? spec.Text!.StepSize;

    /// <summary>Whether the layers fit each other.</summary>
    /// <param name="layers">They.</param>
    /// <param name="network">Name of the network, for the message.</param>
    /// <param name="inputs">Length of the network's input.</param>
    /// <param name="rows">Rows of the embedding that the network begins with; null if it begins with none.</param>
    private static string? FindProblem(IReadOnlyList<LayerSpec> layers, string network, int inputs, int? rows)
    {
        if (layers.Count is < 1 or > 64) return $"{network}: expected 1 to 64 layers, found {layers.Count}";
        if (rows is { } r && (layers[0].Kind != LayerKind.Embedding || layers[0].Rows != r)) return $"{network}[0]: expected an embedding of {r} rows, found {layers[0].Kind} of {layers[0].Rows}";
        for (int i = 0; i < layers.Count; i++)
        {
            LayerSpec layer = layers[i];
            if (layer.Kind == LayerKind.Embedding && (i > 0 || rows is null)) return $"{network}[{i}] ({layer.Kind}): only the first layer of a network that reads text is an embedding";
            if (LayerRules.FindProblem(layer, inputs, i == 0 ? "length of a step" : "outputs of the layer before") is { } problem) return $"{network}[{i}] ({layer.Kind}): {problem}";
            inputs = layer.Outputs;
        }
        return null;
    }

    private static string? FindNetworksProblem(ModelSpec spec)
    {
        if (spec.Networks is not { } networks) return $"the task {spec.Task} needs networks, found one list of layers";
        string[] needed = [NetworkNames.Encoder, NetworkNames.Target, NetworkNames.Decoder, NetworkNames.Output];
        bool hierarchical = spec.Task is TaskKind.Autoencode && spec.Text is { Sentences: > 0 };
        if (hierarchical) needed = [.. needed, NetworkNames.Sentences, NetworkNames.Planner];
        if (needed.FirstOrDefault(n => !networks.ContainsKey(n)) is { } missing) return $"the task {spec.Task} needs a network named {missing}";
        if (networks.Keys.FirstOrDefault(n => !needed.Contains(n) && !(n == NetworkNames.Attention && spec.Task is TaskKind.Translate)) is { } other) return $"the task {spec.Task} has no network named {other}";
        IReadOnlyList<LayerSpec> encoder = networks[NetworkNames.Encoder], target = networks[NetworkNames.Target], decoder = networks[NetworkNames.Decoder];
        if (FindProblem(encoder, NetworkNames.Encoder, StepSize(spec), spec.Text?.Rows) is { } first) return first;
        if (FindProblem(target, NetworkNames.Target, 1, spec.Tokens.Count) is { } second) return second;
        int source = encoder[^1].Outputs;
        if (hierarchical)
        {
            IReadOnlyList<LayerSpec> sentences = networks[NetworkNames.Sentences], planner = networks[NetworkNames.Planner];
            if (FindProblem(sentences, NetworkNames.Sentences, source, rows: null) is { } fifth) return fifth;
            if (FindProblem(planner, NetworkNames.Planner, sentences[^1].Outputs, rows: null) is { } sixth) return sixth;
            source = planner[^1].Outputs;
        }
        if (FindProblem(decoder, NetworkNames.Decoder, target[^1].Outputs + source, rows: null) is { } third) return third;
        if (decoder.Concat(hierarchical ? networks[NetworkNames.Planner] : []).Any(l => l.Bidirectional)) return "decoder, planner: what is written next must not be known before, found a bidirectional layer";
        int found = 0;
        if (networks.TryGetValue(NetworkNames.Attention, out IReadOnlyList<LayerSpec>? attention))
        {
            if (FindProblem(attention, NetworkNames.Attention, decoder[^1].Outputs, rows: null) is { } fourth) return fourth;
            if (attention[^1].Outputs != source) return $"attention: expected {source} outputs, as the encoder has, found {attention[^1].Outputs}";
            found = source;
        }
        return FindProblem(networks[NetworkNames.Output], NetworkNames.Output, decoder[^1].Outputs + found, rows: null);
    }

    private static string? FindEmbedderProblem(ModelSpec spec)
    {
        if (spec.Audio is null) return $"the task {spec.Task} needs features, found text";
        if (spec.Tokens.Count > 0) return $"the task {spec.Task} has no tokens, found {spec.Tokens.Count}";
        if (spec.Networks is not { } networks || !networks.TryGetValue(NetworkNames.Encoder, out IReadOnlyList<LayerSpec>? encoder)) return $"the task {spec.Task} needs a network named {NetworkNames.Encoder}";
        if (networks.Keys.FirstOrDefault(n => n is not (NetworkNames.Encoder or NetworkNames.Decoder)) is { } other) return $"the task {spec.Task} has no network named {other}";
        if (FindProblem(encoder, NetworkNames.Encoder, spec.Audio.StepSize, rows: null) is { } first) return first;
        if (!spec.IsCausal) return "encoder and decoder hear sound as it comes, found a bidirectional layer";
        if (!networks.TryGetValue(NetworkNames.Decoder, out IReadOnlyList<LayerSpec>? decoder)) return null;
        int written = spec.Audio.Skip * spec.Audio.Bands;
        return FindProblem(decoder, NetworkNames.Decoder, encoder[^1].Outputs, rows: null)
            ?? (decoder[^1].Outputs == written ? null : $"decoder: expected {written} outputs, the new frames of a step, found {decoder[^1].Outputs}");
    }

    private static string? FindTokensProblem(ModelSpec spec)
    {
        LayerSpec last = (spec.Networks is null ? spec.Layers : spec.Networks[NetworkNames.Output])[^1];
        if (spec.Tokens.Count != last.Outputs) return $"expected one token for each of the {last.Outputs} outputs, found {spec.Tokens.Count}";
        bool blank = spec.Task is TaskKind.Transcribe;
        if (blank && spec.Tokens[0].Length != 0) return "tokens[0] must be \"\", the CTC blank";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < spec.Tokens.Count; i++)
        {
            if (string.IsNullOrEmpty(spec.Tokens[i]) && !(blank && i == 0)) return blank ? "only tokens[0] may be empty" : "tokens must not be empty";
            if (!seen.Add(spec.Tokens[i])) return "tokens must differ from each other";
        }
        if (spec.Task is TaskKind.LanguageModel && !WritesWhatItReads(spec)) return "a language model's tokens must be its vocabulary";
        if (spec.Task is TaskKind.LanguageModel or TaskKind.Translate or TaskKind.Autoencode && spec.Tokens.Count < 3) return $"expected a token for what is unknown, one for the end and at least one more, found {spec.Tokens.Count}";
        if (spec.Task is not TaskKind.Transcribe && last.Kind != LayerKind.LogSoftmax) return $"the last layer must be a {LayerKind.LogSoftmax}, found {last.Kind}";
        return null;
    }

    private static bool WritesWhatItReads(ModelSpec spec) => spec.Tokens.SequenceEqual(spec.Text!.Vocabulary);
}
