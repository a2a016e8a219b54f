using System.Text.Json;
using System.Text.Json.Serialization;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Augmentation;

/// <summary>A range that values are drawn from, all equally likely. In JSON: [low, high].</summary>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
[JsonConverter(typeof(IntervalJson))]
public readonly record struct Interval(double Low, double High)
{
    internal double Draw(SeededRandom random) => random.Next(Low, High);

    /// <summary>What is wrong with this range, or null; <paramref name="name"/> is the field's name in the recipe.</summary>
    internal string? FindProblem(string name, double min, double max) =>
        Low >= min && High >= Low && High <= max ? null : $"{name} must be two numbers from {min} to {max}, the smaller first, found {this}";

    /// <summary>As in JSON.</summary>
    public override string ToString() => $"[{Low}, {High}]";
}

internal sealed class IntervalJson : JsonConverter<Interval>
{
    public override Interval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonSerializer.Deserialize<double[]>(ref reader, options) is [double low, double high]) return new Interval(low, high);
        throw new JsonException("expected a range [low, high]");
    }

    public override void Write(Utf8JsonWriter writer, Interval value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Low);
        writer.WriteNumberValue(value.High);
        writer.WriteEndArray();
    }
}
