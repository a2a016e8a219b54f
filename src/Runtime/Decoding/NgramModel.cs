using System.IO.Compression;
using System.Runtime.CompilerServices;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// A back-off n-gram model of words: mapped from a compiled file and used in place, or compiled in memory from ARPA. Immutable
/// and shared by any number of streams. docs/decoding.md describes the file.
/// </summary>
public sealed class NgramModel
{
    private readonly NgramModelTensors _tensors;
    // By any thread; twice the same if by two at once.
    private StrongBox<ulong>? _fingerprint;
    private WordFrequency? _frequency;

    internal NgramModel(NgramModelTensors tensors) => _tensors = tensors;

    /// <summary>N, the length of the longest n-grams, 1 to 4.</summary>
    public int Order => _tensors.Order;

    /// <summary>Number of words, the three special ones among them.</summary>
    public int WordCount => _tensors.CountOf(1);

    /// <summary>Tells this model from others; computed when it is first asked for.</summary>
    internal ulong Fingerprint => (_fingerprint ??= new StrongBox<ulong>(_tensors.Checksum())).Value;

    /// <summary>How frequent words and letters are; computed when it is first asked for.</summary>
    internal WordFrequency Frequency => _frequency ??= new WordFrequency(Trie, Frequent);

    /// <summary>The words' characters.</summary>
    internal WordTrie Trie => _tensors.Trie;

    /// <summary>The context at the start of a sentence. A context is 0 if it is empty, else 1 and the index of its n-gram among those of all orders.</summary>
    internal int StartContext => Order > 1 ? _tensors.ContextOf(1, Ngrams.Start) : 0;

    /// <summary>Reads a language model: compiled, or ARPA (also compressed, .gz).</summary>
    /// <exception cref="TextFormatException">A damaged ARPA file; the message has line and column.</exception>
    /// <exception cref="ModelFormatException">A damaged compiled file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NgramModel Load(string path)
    {
        if (IsCompiled(path)) return new NgramModel(NgramModelTensors.Map(path));
        return Compile(ReadArpa(path));
    }

    /// <summary>Compiles an ARPA model to a file that is mapped and used in place, in one step.</summary>
    /// <exception cref="TextFormatException">A damaged ARPA file; the message has line and column.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Compile(string arpaPath, string path) => NgramModelCompiler.Save(ReadArpa(arpaPath), path);

    internal static NgramModel Compile(Ngrams model) => new(NgramModelCompiler.InMemory(model));

    /// <summary>ln P(words), from the start of a sentence to its end. Words that the model does not know count as its word for them.</summary>
    public double LogProbability(params ReadOnlySpan<string> words)
    {
        (int context, double sum) = (StartContext, 0);
        foreach (string word in words) sum += Score(context, NumberOf(word), out context);
        return sum + Score(context, Ngrams.End, out _);
    }

    /// <summary>The number of a word, or that of the unknown word.</summary>
    internal int NumberOf(ReadOnlySpan<char> word)
    {
        int node = WordTrie.Root;
        foreach (char c in word) node = Trie.Child(node, c);
        return Math.Max(Trie.Word(node), Ngrams.Unknown);
    }

    /// <summary>ln P(word | context), and the context behind the word.</summary>
    internal double Score(int context, int word, out int next)
    {
        double score = 0;
        bool isKnown = false;
        for (; context > 0; context = _tensors.Shorten(context))
        {
            (int order, int index) = _tensors.OrderAndIndex(context);
            int found = _tensors.Find(order, index, word);
            if (found < 0)
            {
                if (!isKnown) score += _tensors.Backoff(order, index);
                continue;
            }
            if (!isKnown) score += _tensors.Probability(order + 1, found);
            isKnown = true;
            if (order + 1 == Order) continue; // The context behind it is that of a shorter n-gram.
            next = _tensors.ContextOf(order + 1, found);
            return score;
        }
        next = Order > 1 ? _tensors.ContextOf(1, word) : 0;
        return isKnown ? score : score + Frequent(word);
    }

    /// <summary>ln of the unigram probability of a word.</summary>
    internal double Frequent(int word) => _tensors.Probability(1, word);

    /// <summary>ln of the largest unigram probability of the words that begin as a node's do.</summary>
    internal double Hope(int node) => _tensors.ProbabilityOfCode(1, Trie.Hope(node));

    /// <summary>Reads an ARPA file, perhaps compressed.</summary>
    internal static Ngrams ReadArpa(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return ArpaReader.Read(text, path);
    }

    // Behind the length of its header, a safetensors file has that header: JSON.
    private static bool IsCompiled(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[9];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[8] == '{';
    }
}
