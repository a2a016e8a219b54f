using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Benchmarks.Decoding;

/// <summary>Decodes utterances one after another with one decoder.</summary>
/// <param name="decoder">Any.</param>
/// <param name="tokens">Text of each token.</param>
internal sealed class DecodedText(CtcDecoder decoder, IReadOnlyList<string> tokens)
{
    private readonly TextBuilder _text = new(tokens, capacity: 1024);

    /// <summary>The words of the last utterance.</summary>
    public ReadOnlySpan<TextWord> Words => _text.Words;

    /// <summary>The text of an utterance.</summary>
    public string Of(HeardUtterance utterance)
    {
        decoder.Reset();
        _text.Reset();
        decoder.Push(utterance.LogProbabilities);
        decoder.Finish();
        _text.Build(decoder.Tokens, decoder.Committed);
        return _text.Text.ToString();
    }
}
