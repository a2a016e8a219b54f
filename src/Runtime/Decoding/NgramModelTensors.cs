using System.Globalization;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>The arrays of a compiled language model, checked. The n-grams of order k + 1 that begin with n-gram i of order k are first[i] to first[i + 1], ordered by their last word.</summary>
internal sealed class NgramModelTensors
{
    internal const string VersionKey = "embeddedseq.language_model", Version = "1", OrderKey = "order";
    internal const int Codes = 256;

    private readonly string _source;
    private readonly MemoryRegion _memory;
    private readonly IReadOnlyDictionary<string, SafetensorsEntry> _entries;
    private readonly MemoryRegion[] _words, _probabilities, _backoffs, _firsts, _suffixes; // By order; [0] and those that do not exist are null.
    private readonly int[] _offsets;                                                       // Contexts of lower orders.
    private readonly float[] _probabilityCodes, _backoffCodes;                             // [order, 256]

    internal NgramModelTensors(string source, MemoryRegion memory, IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, SafetensorsEntry> entries)
    {
        (_source, _memory, _entries) = (source, memory, entries);
        if (!metadata.TryGetValue(VersionKey, out string? version)) throw Error("expected a compiled language model, found another kind of model");
        if (version != Version) throw Error($"language model format {version}; this version of the runtime reads format {Version}");
        if (!metadata.TryGetValue(OrderKey, out string? text) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int order) || order is < 1 or > 4) throw Error($"expected an order from 1 to 4, found {text ?? "none"}");
        Order = order;
        (_words, _probabilities, _backoffs, _firsts, _suffixes) = (new MemoryRegion[order + 1], new MemoryRegion[order + 1], new MemoryRegion[order + 1], new MemoryRegion[order + 1], new MemoryRegion[order + 1]);
        _offsets = new int[order + 1];
        _offsets[0] = 1;
        _probabilityCodes = Codebook("codes.probability", order);
        _backoffCodes = Codebook("codes.backoff", order);
        for (int k = 1; k <= order; k++) ReadLevel(k);
        Trie = new WordTrie(Region("trie.first", "I32"), Region("trie.label", "U16"), Region("trie.word", "I32"), Region("trie.hope", "U8"));
        if (_entries["trie.label"].Shape[0] != Trie.Count || _entries["trie.word"].Shape[0] != Trie.Count) throw Error("trie.label, trie.word and trie.hope must have the same length");
        if (Trie.FindProblem(CountOf(1)) is { } problem) throw Error(problem);
        GC.KeepAlive(memory);
    }

    public int Order { get; }

    /// <summary>Tells this model from others.</summary>
    public ulong Checksum() => Memory.Checksum.Of(_memory);

    public WordTrie Trie { get; }

    /// <exception cref="ModelFormatException">Not a compiled language model, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NgramModelTensors Map(string path)
    {
        using var reader = new SafetensorsReader(path);
        MemoryRegion file = new MappedFile(path).Region;
        if (file.Length != reader.Length) throw new ModelFormatException(path, "the file changed while it was opened");
        return new NgramModelTensors(path, file, reader.Metadata, reader.Entries);
    }

    /// <summary>Number of n-grams of an order.</summary>
    public int CountOf(int order) => (int)_probabilities[order].Length;

    /// <summary>An n-gram as a context.</summary>
    public int ContextOf(int order, int index) => _offsets[order - 1] + index;

    /// <summary>Order and index of a context that is not empty.</summary>
    public (int Order, int Index) OrderAndIndex(int context)
    {
        int order = 1;
        while (context >= _offsets[order]) order++;
        return (order, context - _offsets[order - 1]);
    }

    /// <summary>The context without its oldest word.</summary>
    public int Shorten(int context)
    {
        (int order, int index) = OrderAndIndex(context);
        return order switch
        {
            1 => 0,
            2 => ContextOf(1, _words[2].As<int>()[index]),
            _ => _suffixes[order].As<int>()[index],
        };
    }

    /// <summary>Index of the n-gram that has one word more than one of a lower order, or -1.</summary>
    public int Find(int order, int index, int word)
    {
        ReadOnlySpan<int> firsts = _firsts[order].As<int>();
        return NgramSearch.Find(_words[order + 1].As<int>(), firsts[index], firsts[index + 1], word);
    }

    public float Probability(int order, int index) => ProbabilityOfCode(order, _probabilities[order].As<byte>()[index]);

    public float ProbabilityOfCode(int order, byte code) => _probabilityCodes[(order - 1) * Codes + code];

    public float Backoff(int order, int index) => _backoffCodes[(order - 1) * Codes + _backoffs[order].As<byte>()[index]];

    private void ReadLevel(int k)
    {
        _probabilities[k] = Region($"grams.{k}.probability", "U8");
        int count = CountOf(k);
        _offsets[k] = checked(_offsets[k - 1] + count);
        if (k == 1 && count < Ngrams.Special.Length) throw Error($"expected at least the {Ngrams.Special.Length} special words, found {count}");
        if (k > 1)
        {
            _words[k] = Region($"grams.{k}.word", "I32", count);
            CheckSuccessors(k);
        }
        if (k == Order) return;
        _backoffs[k] = Region($"grams.{k}.backoff", "U8", count);
        _firsts[k] = Region($"grams.{k}.first", "I32", count + 1);
        if (k > 2)
        {
            _suffixes[k] = Region($"grams.{k}.suffix", "I32", count);
            foreach (int suffix in _suffixes[k].As<int>())
            {
                if (suffix < 0 || suffix >= _offsets[k - 1]) throw Error($"grams.{k}.suffix: expected contexts of fewer words, 0 to {_offsets[k - 1] - 1}, found {suffix}");
            }
        }
    }

    private void CheckSuccessors(int k)
    {
        ReadOnlySpan<int> firsts = _firsts[k - 1].As<int>(), words = _words[k].As<int>();
        if (firsts[0] != 0 || firsts[^1] != words.Length) throw Error($"grams.{k - 1}.first must lead from 0 to {words.Length}, found {firsts[0]} to {firsts[^1]}");
        for (int i = 0; i + 1 < firsts.Length; i++)
        {
            if (firsts[i + 1] < firsts[i] || firsts[i + 1] > words.Length) throw Error($"grams.{k - 1}.first: element {i + 1} must be {firsts[i]} to {words.Length}, found {firsts[i + 1]}");
            for (int j = firsts[i]; j < firsts[i + 1]; j++)
            {
                if (words[j] < 0 || words[j] >= CountOf(1) || (j > firsts[i] && words[j] <= words[j - 1])) throw Error($"grams.{k}.word: element {j} must be a word above the one before, found {words[j]}");
            }
        }
    }

    private float[] Codebook(string name, int order)
    {
        float[] codes = Region(name, "F32", order, Codes).As<float>().ToArray();
        int bad = Array.FindIndex(codes, c => !float.IsFinite(c));
        return bad < 0 ? codes : throw Error($"tensor {name}: holds numbers that are not finite");
    }

    private MemoryRegion Region(string name, string type, params int[] shape)
    {
        if (!_entries.TryGetValue(name, out SafetensorsEntry? entry)) throw Error($"tensor {name} is missing");
        if (entry.Type != type) throw Error($"tensor {name}: expected type {type}, found {entry.Type}");
        if (entry.Shape.Length == 0 || (shape.Length == 0 ? entry.Shape.Length != 1 : !entry.Shape.AsSpan().SequenceEqual(shape)))
            throw Error($"tensor {name}: expected shape {(shape.Length == 0 ? "[n]" : Tensor.Format(shape))}, found {Tensor.Format(entry.Shape)}");
        MemoryRegion region = _memory.Slice(entry.Start, entry.Length);
        int size = type switch { "U8" => 1, "U16" => 2, _ => 4 };
        return region.IsAligned(size) ? region : throw Error($"tensor {name}: must start on a multiple of {size} bytes, found byte {entry.Start}");
    }

    private ModelFormatException Error(string problem) => new(_source, problem);
}
