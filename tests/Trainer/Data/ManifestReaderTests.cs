using System.Text;
using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Data;

public sealed class ManifestReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_all_fields_are_taken()
    {
        string path = _folder.Write("m.jsonl", """
            {"audio_filepath": "a/b.wav", "offset": 1.5, "duration": 0.25, "text": "it's", "speaker": "bob", "split": "dev", "id": "x1", "extra": [1, 2]}

            {"audio_filepath": "/abs/c.wav", "duration": 2, "text": "", "speaker": 1089}
            """);
        IReadOnlyList<Utterance> utterances = ManifestReader.Read(path);
        Assert.Equal(2, utterances.Count);
        Assert.Equal(new Utterance
        {
            Id = "x1",
            AudioPath = Path.Combine(_folder.Path, "a/b.wav"),
            Offset = TimeSpan.FromSeconds(1.5),
            Duration = TimeSpan.FromSeconds(0.25),
            Text = "it's",
            Speaker = "bob",
            Split = "dev",
        }, utterances[0]);
        Assert.Equal(new Utterance { Id = "m.jsonl:3", AudioPath = "/abs/c.wav", Duration = TimeSpan.FromSeconds(2), Text = "", Speaker = "1089" }, utterances[1]);
    }

    [Fact]
    public void Read_audio_folder_replaces_the_folder_of_the_manifest()
    {
        string path = _folder.Write("m.jsonl", """{"audio_filepath": "b.wav", "duration": 1, "text": "a"}""");
        Assert.Equal(Path.Combine("/data", "b.wav"), ManifestReader.Read(path, "/data")[0].AudioPath);
    }

    [Fact]
    public void Read_without_duration_asks_for_the_length_of_the_file()
    {
        string path = _folder.Write("m.jsonl", """{"audio_filepath": "b.wav", "offset": 1, "text": "a"}""");
        Assert.Equal(TimeSpan.FromSeconds(3), ManifestReader.Read(path, lengthOf: _ => TimeSpan.FromSeconds(4))[0].Duration);
        Assert.Contains("expected duration", Assert.Throws<DataFormatException>(() => ManifestReader.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_byte_order_mark_carriage_returns_and_missing_last_newline_do_not_matter()
    {
        string line = """{"audio_filepath": "b.wav", "duration": 1, "text": "a"}""";
        string path = Path.Combine(_folder.Path, "m.jsonl");
        File.WriteAllText(path, line + "\r\n\r\n" + line, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(2, ManifestReader.Read(path).Count);
    }

    [Fact]
    public void Read_empty_file_has_no_utterances() => Assert.Empty(ManifestReader.Read(_folder.Write("m.jsonl", "")));

    [Theory]
    [InlineData("not json", "a JSON object")]
    [InlineData("[1]", "a JSON object")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1, "text": "a"} {}""", "a JSON object")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1, "text": "a" """, "a JSON object")]
    [InlineData("""{"duration": 1, "text": "a"}""", "audio_filepath")]
    [InlineData("""{"audio_filepath": "", "duration": 1, "text": "a"}""", "audio_filepath")]
    [InlineData("""{"audio_filepath": "a\u0000b", "duration": 1, "text": "a"}""", "audio_filepath")]
    [InlineData("""{"audio_filepath": 7, "duration": 1, "text": "a"}""", "audio_filepath")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1}""", "text")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1, "text": null}""", "text")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1, "text": "\ud800"}""", "Unicode")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 0, "text": "a"}""", "duration")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": -1, "text": "a"}""", "duration")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1e300, "text": "a"}""", "duration")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1e999, "text": "a"}""", "duration")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": "1", "text": "a"}""", "duration")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1, "offset": -0.5, "text": "a"}""", "offset")]
    [InlineData("""{"audio_filepath": "b.wav", "duration": 1, "text": "a", "speaker": ["x"]}""", "speaker")]
    public void Read_bad_line_is_named(string line, string expected)
    {
        string path = _folder.Write("m.jsonl", """{"audio_filepath": "b.wav", "duration": 1, "text": "a"}""" + "\n" + line + "\n");
        var error = Assert.Throws<DataFormatException>(() => ManifestReader.Read(path));
        Assert.Equal((path, 2), (error.FileName, error.Line));
        Assert.StartsWith($"{path}, line 2: expected ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_bytes_that_are_no_Unicode_are_named()
    {
        string path = Path.Combine(_folder.Path, "m.jsonl");
        byte[] bytes = Encoding.UTF8.GetBytes("""{"audio_filepath": "b.wav", "duration": 1, "text": "?"}""");
        bytes[^3] = 0xFF;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(1, Assert.Throws<DataFormatException>(() => ManifestReader.Read(path)).Line);
    }

    [Fact]
    public void Read_random_bytes_end_in_a_format_error()
    {
        string path = Path.Combine(_folder.Path, "m.jsonl");
        var random = new SeededRandom(5);
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes("""{"audio_filepath": "b.wav", "duration": 1.25, "text": "left", "speaker": 12, "id": "q"}""");
            for (int k = 0; k < 3; k++) bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
            File.WriteAllBytes(path, bytes);
            // Either the damage did no harm or it is reported as what it is.
            Exception? error = Record.Exception(() => ManifestReader.Read(path));
            Assert.True(error is null or DataFormatException, error?.ToString());
        }
    }
}
