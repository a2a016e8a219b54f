using System.Text.Json;
using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>What the page is told, as JSON. Times are in seconds from the connection's first sample.</summary>
internal static class LiveMessages
{
    /// <param name="model">What listens.</param>
    /// <param name="dimension">Length of the vectors of words; 0 if there will be none.</param>
    /// <param name="phrases">How many phrases can be heard; 0 for everything.</param>
    public static LiveMessage Hello(SpeechModel model, int dimension, int phrases)
    {
        Utf8JsonWriter json = MessageDraft.Begin("hello");
        json.WriteString("model", model.Spec.Name);
        json.WriteNumber("rate", model.SampleRate);
        json.WriteNumber("vectors", dimension);
        json.WriteNumber("phrases", phrases);
        return MessageDraft.End();
    }

    /// <param name="result">What was heard.</param>
    /// <param name="heard">Sound worked through.</param>
    /// <param name="utterance">Number of the utterance, from 1 on.</param>
    /// <param name="isRejected">Whether something was said that is in no phrase list.</param>
    public static LiveMessage Text(in SpeechResult result, TimeSpan heard, int utterance, bool isRejected)
    {
        Utf8JsonWriter json = MessageDraft.Begin(result.IsFinal ? "final" : "partial");
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
        JsonTranscript.WriteAlternatives(json, result.Alternatives);
        return MessageDraft.End();
    }

    /// <summary>How the stream fares: sent now and then.</summary>
    /// <param name="heard">Sound worked through.</param>
    /// <param name="backlog">Sound that waits.</param>
    /// <param name="dropped">Samples that came faster than allowed, or did not fit.</param>
    /// <param name="voice">How loud it is.</param>
    public static LiveMessage State(TimeSpan heard, TimeSpan backlog, long dropped, VoiceLevel voice)
    {
        Utf8JsonWriter json = MessageDraft.Begin("state");
        json.WriteNumber("floor", Math.Round((decimal)voice.NoiseFloor, 1));
        json.WriteBoolean("speech", voice.IsSpeech);
        json.WriteNumber("heard", Seconds(heard));
        json.WriteNumber("backlog", Seconds(backlog));
        json.WriteNumber("dropped", dropped);
        return MessageDraft.End();
    }

    /// <summary>The phrase list was changed.</summary>
    /// <param name="count">Phrases that can be heard; 0 for everything.</param>
    public static LiveMessage Phrases(int count)
    {
        Utf8JsonWriter json = MessageDraft.Begin("phrases");
        json.WriteNumber("count", count);
        return MessageDraft.End();
    }

    /// <summary>The page's keywords were changed.</summary>
    /// <param name="count">How many are listened for.</param>
    public static LiveMessage Keywords(int count)
    {
        Utf8JsonWriter json = MessageDraft.Begin("keywords");
        json.WriteNumber("count", count);
        return MessageDraft.End();
    }

    /// <summary>A keyword was learnt from its examples.</summary>
    public static LiveMessage Learnt(Keyword keyword)
    {
        Utf8JsonWriter json = MessageDraft.Begin("learnt");
        json.WriteString("name", keyword.Name);
        json.WriteStartArray("spellings");
        foreach (string spelling in keyword.Spellings) json.WriteStringValue(spelling);
        json.WriteEndArray();
        if (keyword.Voice is { } voice) json.WriteString("voice", VoiceText.Encode(voice));
        return MessageDraft.End();
    }

    /// <summary>A keyword was said.</summary>
    /// <param name="found">Which, when, how surely.</param>
    /// <param name="start">What its times count from.</param>
    public static LiveMessage Keyword(KeywordDetection found, TimeSpan start)
    {
        Utf8JsonWriter json = MessageDraft.Begin("keyword");
        json.WriteString("name", found.Keyword.Name);
        json.WriteNumber("start", Seconds(start + found.Start));
        json.WriteNumber("end", Seconds(start + found.End));
        json.WriteNumber("confidence", Math.Round((decimal)found.Confidence, 3));
        return MessageDraft.End();
    }

    /// <summary>How the words of an utterance sounded.</summary>
    /// <param name="utterance">Its number.</param>
    /// <param name="vectors">One behind the other, of length 1; none if there was no time to make them.</param>
    /// <param name="dimension">Numbers of a vector.</param>
    public static LiveMessage Vectors(int utterance, ReadOnlySpan<float> vectors, int dimension)
    {
        Utf8JsonWriter json = MessageDraft.Begin("vectors");
        json.WriteNumber("utterance", utterance);
        json.WriteStartArray("vectors");
        for (; !vectors.IsEmpty; vectors = vectors[dimension..])
        {
            json.WriteStartArray();
            foreach (float value in vectors[..dimension]) json.WriteNumberValue(Math.Round((decimal)value, 4));
            json.WriteEndArray();
        }
        json.WriteEndArray();
        return MessageDraft.End();
    }

    /// <param name="message">What is wrong.</param>
    /// <param name="about">Type of the request that was refused; null if it is not known.</param>
    public static LiveMessage Error(string message, string? about = null)
    {
        Utf8JsonWriter json = MessageDraft.Begin("error");
        json.WriteString("message", message);
        if (about is not null) json.WriteString("about", about);
        return MessageDraft.End();
    }

    private static decimal Seconds(TimeSpan time) => Math.Round((decimal)time.TotalSeconds, 3);
}
