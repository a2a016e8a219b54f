using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;

namespace EmbeddedSeq.Runtime.Decoding;

/// <summary>
/// The only phrases that may be answered, for one model: a tree of characters, walked token by token. Immutable and shared by
/// any number of streams. docs/decoding.md describes how phrases are written.
/// </summary>
public sealed class PhraseList
{
    internal const int Start = 0;

    private readonly IReadOnlyList<string> _tokens;
    private readonly int _size;
    private readonly int[] _next;         // [states, V]
    private readonly bool[] _isComplete;  // [states]

    private PhraseList(IReadOnlyList<string> phrases, IReadOnlyList<string> tokens, bool sequences)
    {
        (Phrases, AllowsSequences, _tokens, _size) = (phrases, sequences, tokens, tokens.Count);
        var states = new PhraseStates(phrases, sequences);
        _isComplete = [.. Enumerable.Range(0, states.Count).Select(states.IsComplete)];
        _next = new int[states.Count * _size];
        for (int i = 0; i < _next.Length; i++) _next[i] = Walk(states, i / _size, tokens[i % _size]);
    }

    /// <summary>Tells what may be said from other lists of the same model.</summary>
    internal ulong Fingerprint => Checksum.Of(MemoryMarshal.AsBytes(_next.AsSpan())) ^ Checksum.Of(MemoryMarshal.AsBytes(_isComplete.AsSpan()));

    /// <summary>All phrases, spelled out.</summary>
    public IReadOnlyList<string> Phrases { get; }

    /// <summary>Whether an utterance may be several phrases one behind the other.</summary>
    public bool AllowsSequences { get; }

    /// <summary>Reads a list from a file: a phrase a line, # for comments.</summary>
    /// <inheritdoc cref="Parse"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PhraseList Load(string path, ModelSpec model, bool sequences = false) => Parse(File.ReadAllText(path), model, sequences, path);

    /// <summary>Reads a list: a phrase a line, # for comments; (a|b) is one of several, [a] may be left out, numbers may be digits.</summary>
    /// <param name="text">The list.</param>
    /// <param name="model">The model that is to hear the phrases.</param>
    /// <param name="sequences">Whether an utterance may be several phrases one behind the other; otherwise it is one.</param>
    /// <param name="source">Name of the list for messages.</param>
    /// <exception cref="TextFormatException">No phrase, brackets that do not match or are more than 32 deep, a character that the model cannot write; the message has line and column.</exception>
    public static PhraseList Parse(string text, ModelSpec model, bool sequences = false, string source = "phrase list")
    {
        var characters = new TokenCharacters(model.Tokens);
        var phrases = new List<string>();
        long length = 0;
        foreach ((string line, int number) in PhraseLines.Split(text))
        {
            IReadOnlyList<string> said = PhraseParser.Parse(source, number, line, line.Length, characters);
            length += said.Sum(p => (long)p.Length);
            if (length > PhraseParser.MaximumCharacters) throw new TextFormatException(source, number, 1, $"phrases of at most {PhraseParser.MaximumCharacters} characters together", "more");
            phrases.AddRange(said);
        }
        if (phrases.Count == 0) throw new TextFormatException(source, 1, 1, "at least one phrase", "none");
        if (phrases.Exists(p => p.Contains(' ', StringComparison.Ordinal)) && !model.Tokens.Any(t => t.Contains(' ', StringComparison.Ordinal))) throw new TextFormatException(source, 1, 1, "phrases of one word, as the model writes no spaces", "longer ones");
        return new PhraseList([.. phrases.Distinct()], model.Tokens, sequences);
    }

    /// <summary>The state behind a token, or a negative number if no phrase goes on so.</summary>
    internal int Next(int state, int token) => _next[state * _size + token];

    /// <summary>Whether the list was made for a model with these tokens.</summary>
    internal bool Fits(IReadOnlyList<string> tokens) => _tokens.SequenceEqual(tokens);

    /// <summary>Whether what has been said is a phrase, or a sequence of phrases.</summary>
    internal bool IsComplete(int state) => _isComplete[state];

    private static int Walk(PhraseStates states, int state, string token)
    {
        if (token.Length == 0) return PhraseStates.Nowhere;
        foreach (char c in token)
        {
            if (state != PhraseStates.Nowhere) state = states.Next(state, char.IsWhiteSpace(c) ? ' ' : c);
        }
        return state;
    }
}
