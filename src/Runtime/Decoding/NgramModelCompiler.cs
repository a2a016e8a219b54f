using System.Globalization;
using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>Turns n-grams into the arrays of a compiled language model. docs/decoding.md describes them.</summary>
internal static class NgramModelCompiler
{
    /// <summary>Writes a compiled language model; a file that is there is replaced in one step.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(Ngrams model, string path) => SafetensorsWriter.Write(path, Metadata(model), Items(model));

    /// <summary>Compiles in memory.</summary>
    public static NgramModelTensors InMemory(Ngrams model)
    {
        List<SafetensorsItem> items = Items(model);
        var memory = new AlignedBuffer(items.Sum(i => (i.Data.Length + 63L) / 64 * 16));
        var entries = new Dictionary<string, SafetensorsEntry>();
        long start = 0;
        foreach (SafetensorsItem item in items)
        {
            entries.Add(item.Name, new SafetensorsEntry(item.Name, item.Type, [.. item.Shape], start, item.Data.Length));
            item.Data.Span.CopyTo(MemoryMarshal.AsBytes(memory.Span(start / sizeof(float), (item.Data.Length + 3) / 4)));
            start += (item.Data.Length + 63L) / 64 * 64;
        }
        return new NgramModelTensors("language model", memory.Region, Metadata(model), entries);
    }

    private static Dictionary<string, string> Metadata(Ngrams model) => new()
    {
        [NgramModelTensors.VersionKey] = NgramModelTensors.Version,
        [NgramModelTensors.OrderKey] = model.Order.ToString(CultureInfo.InvariantCulture),
    };

    // Larger elements first: then all lie aligned without padding.
    private static List<SafetensorsItem> Items(Ngrams model)
    {
        var items = new List<SafetensorsItem>();
        List<float> probabilityCodes = [], backoffCodes = [];
        byte[] unigrams = [];
        foreach (NgramLevel level in model.Levels)
        {
            int k = level.Order;
            (byte[] probabilities, float[] codes) = Quantizer.Quantize(level.Probability, NgramModelTensors.Codes);
            items.Add(Item($"grams.{k}.probability", "U8", probabilities));
            probabilityCodes.AddRange(codes);
            if (k == 1) unigrams = probabilities;
            else items.Add(Item($"grams.{k}.word", "I32", [.. Enumerable.Range(0, level.Count).Select(i => level[i][^1])]));
            (byte[] backoffs, codes) = Quantizer.Quantize(level.Backoff, NgramModelTensors.Codes);
            backoffCodes.AddRange(codes);
            if (k == model.Order) break;
            items.Add(Item($"grams.{k}.backoff", "U8", backoffs));
            items.Add(Item($"grams.{k}.first", "I32", Firsts(level, model.Levels[k])));
            if (k > 2) items.Add(Item($"grams.{k}.suffix", "I32", [.. Enumerable.Range(0, level.Count).Select(i => Context(model, level[i][1..]))]));
        }
        items.Add(Codes("codes.probability", probabilityCodes, model.Order));
        items.Add(Codes("codes.backoff", backoffCodes, model.Order));
        items.AddRange(WordTrieBuilder.Build(model.Words, unigrams, probabilityCodes));
        return [.. items.OrderBy(i => i.Type switch { "U8" => 2, "U16" => 1, _ => 0 })];
    }

    private static int[] Firsts(NgramLevel level, NgramLevel longer)
    {
        int[] firsts = new int[level.Count + 1];
        for (int i = 0, at = 0; i < level.Count; i++)
        {
            while (at < longer.Count && longer[at][..^1].SequenceEqual(level[i])) at++;
            firsts[i + 1] = at;
        }
        if (firsts[^1] != longer.Count) throw new InvalidOperationException($"A {longer.Order}-gram has no {level.Order}-gram that it begins with, or they are not in order.");
        return firsts;
    }

    // The longest end of these words that is an n-gram, as a context.
    private static int Context(Ngrams model, ReadOnlySpan<int> words)
    {
        while (true)
        {
            int index = NgramSearch.Find(model.Levels[words.Length - 1], words);
            if (index >= 0) return 1 + model.Levels.Take(words.Length - 1).Sum(l => l.Count) + index;
            words = words[1..];
        }
    }

    private static SafetensorsItem Codes(string name, List<float> codes, int order) =>
        new(name, "F32", [order, NgramModelTensors.Codes], MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(codes)).ToArray());

    internal static SafetensorsItem Item<T>(string name, string type, T[] values) where T : unmanaged =>
        new(name, type, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
}
