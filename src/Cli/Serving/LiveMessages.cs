using System.Text.Json;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>What the page is told, as JSON. Times are in seconds from the connection's first sample.</summary>
internal static class LiveMessages
{
    /// <param name="model">What listens.</param>
    /// <param name="dimension">Length of the vectors of words; 0 if there will be none.</param>
    public static byte[] Hello(SpeechModel model, int dimension) => Write("hello", json =>
    {
        json.WriteString("model", model.Spec.Name);
        json.WriteNumber("rate", model.SampleRate);
        json.WriteNumber("vectors", dimension);
    });

    /// <param name="result">What was heard.</param>
    /// <param name="heard">Sound worked through.</param>
    /// <param name="utterance">Number of the utterance, from 1 on.</param>
    /// <param name="isRejected">Whether something was said that is in no phrase list.</param>
    public static byte[] Text(in SpeechResult result, TimeSpan heard, int utterance, bool isRejected)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", result.IsFinal ? "final" : "partial");
            json.WriteString("text", result.Text);
            json.WriteNumber("committed", result.CommittedLength);
            json.WriteNumber("utterance", utterance);
            if (result.IsFinal) json.WriteBoolean("rejected", isRejected);
            json.WriteNumber("heard", Seconds(heard));
            json.WriteStartArray("words");
            foreach (SpeechWord word in result.Words)
            {
                json.WriteStartObject();
                json.WriteString("text", word.Text.Span);
                json.WriteNumber("start", Seconds(word.Start));
                json.WriteNumber("end", Seconds(word.End));
                json.WriteNumber("confidence", Math.Round((decimal)word.Confidence, 3));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>How the stream fares: sent now and then.</summary>
    /// <param name="heard">Sound worked through.</param>
    /// <param name="backlog">Sound that waits.</param>
    /// <param name="dropped">Samples that came faster than allowed, or did not fit.</param>
    /// <param name="voice">How loud it is.</param>
    public static byte[] State(TimeSpan heard, TimeSpan backlog, long dropped, VoiceLevel voice) => Write("state", json =>
    {
        json.WriteNumber("floor", Math.Round((decimal)voice.NoiseFloor, 1));
        json.WriteBoolean("speech", voice.IsSpeech);
        json.WriteNumber("heard", Seconds(heard));
        json.WriteNumber("backlog", Seconds(backlog));
        json.WriteNumber("dropped", dropped);
    });

    /// <summary>The phrase list was changed.</summary>
    /// <param name="count">Phrases that can be heard; 0 for everything.</param>
    public static byte[] Phrases(int count) => Write("phrases", json => json.WriteNumber("count", count));

    /// <summary>The page's keywords were changed.</summary>
    /// <param name="count">How many are listened for.</param>
    public static byte[] Keywords(int count) => Write("keywords", json => json.WriteNumber("count", count));

    /// <summary>A keyword was learnt from its examples.</summary>
    public static byte[] Learnt(Keyword keyword) => Write("learnt", json =>
    {
        json.WriteString("name", keyword.Name);
        json.WriteStartArray("spellings");
        foreach (string spelling in keyword.Spellings) json.WriteStringValue(spelling);
        json.WriteEndArray();
        if (keyword.Voice is { } voice) json.WriteString("voice", VoiceText.Encode(voice));
    });

    /// <summary>A keyword was said.</summary>
    /// <param name="found">Which, when, how surely.</param>
    /// <param name="start">What its times count from.</param>
    public static byte[] Keyword(KeywordDetection found, TimeSpan start) => Write("keyword", json =>
    {
        json.WriteString("name", found.Keyword.Name);
        json.WriteNumber("start", Seconds(start + found.Start));
        json.WriteNumber("end", Seconds(start + found.End));
        json.WriteNumber("confidence", Math.Round((decimal)found.Confidence, 3));
    });

    /// <summary>How the words of an utterance sounded.</summary>
    /// <param name="utterance">Its number.</param>
    /// <param name="vectors">Of each word, of length 1; none if there was no time to make them.</param>
    public static byte[] Vectors(int utterance, float[][] vectors) => Write("vectors", json =>
    {
        json.WriteNumber("utterance", utterance);
        json.WriteStartArray("vectors");
        foreach (float[] vector in vectors)
        {
            json.WriteStartArray();
            foreach (float value in vector) json.WriteNumberValue(Math.Round((decimal)value, 4));
            json.WriteEndArray();
        }
        json.WriteEndArray();
    });

    /// <param name="message">What is wrong.</param>
    /// <param name="about">Type of the request that was refused; null if it is not known.</param>
    public static byte[] Error(string message, string? about = null) => Write("error", json =>
    {
        json.WriteString("message", message);
        if (about is not null) json.WriteString("about", about);
    });

    private static byte[] Write(string type, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            write(json);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static decimal Seconds(TimeSpan time) => Math.Round((decimal)time.TotalSeconds, 3);
}
