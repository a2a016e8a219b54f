using System.Buffers.Binary;
using System.Text.Json;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>A keyword's voice as text that a page keeps and sends back: its vectors as 16-bit floats, little-endian, in base 64.</summary>
internal static class VoiceText
{
    private const int MostVectors = 20;

    public static string Encode(KeywordVoice voice)
    {
        float[] values = [.. voice.Vectors.SelectMany(v => v)];
        byte[] bytes = new byte[2 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
        return Convert.ToBase64String(bytes);
    }

    /// <param name="text">What <see cref="Encode"/> wrote.</param>
    /// <param name="words">The model that made it.</param>
    /// <exception cref="JsonException">It is not a voice of that model.</exception>
    public static KeywordVoice Decode(string text, EmbeddingModel words)
    {
        int size = 2 * words.Dimension;
        byte[] bytes = new byte[MostVectors * size];
        if (!Convert.TryFromBase64String(text, bytes, out int length) || length == 0 || length % size != 0) throw new JsonException($"expected a voice of 1 to {MostVectors} vectors of {words.Dimension} numbers, as \"learnt\" gave it");
        float[][] vectors = [.. bytes[..length].Chunk(size).Select(v => v.Chunk(2).Select(b => (float)BinaryPrimitives.ReadHalfLittleEndian(b)).ToArray())];
        // A likeness is a mean cosine: longer vectors would make everything alike.
        if (vectors.Any(v => !(Math.Abs(v.Sum(x => (double)x * x) - 1) < 0.01))) throw new JsonException("expected a voice whose vectors are of length 1");
        return new KeywordVoice { Model = words.Spec.Name, Vectors = vectors };
    }
}
