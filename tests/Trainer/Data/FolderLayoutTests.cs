using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Data;

public sealed class FolderLayoutTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LibriSpeech_reads_transcripts_with_their_audio()
    {
        _folder.Write("dev-clean/84/121123/84-121123.trans.txt", "84-121123-0000 GO DO YOU HEAR\n84-121123-0001 BUT IN LESS\n");
        _folder.Write("dev-clean/84/121123/84-121123-0000.wav", "");
        _folder.Write("dev-clean/84/121123/84-121123-0001.wav", "");
        _folder.Write("train-clean-5/19/198/19-198.trans.txt", "19-198-0000 NORTHANGER ABBEY\n");
        _folder.Write("train-clean-5/19/198/19-198-0000.wav", "");
        IReadOnlyList<Utterance> utterances = LibriSpeechFolder.Read(_folder.Path, _ => TimeSpan.FromSeconds(3));
        Assert.Equal(["84-121123-0000", "84-121123-0001", "19-198-0000"], utterances.Select(u => u.Id));
        Assert.Equal(["dev", "dev", "train"], utterances.Select(u => u.Split));
        Assert.Equal(["84", "84", "19"], utterances.Select(u => u.Speaker));
        Assert.Equal("GO DO YOU HEAR", utterances[0].Text);
        Assert.Equal(TimeSpan.FromSeconds(3), utterances[0].Duration);
        Assert.All(utterances, u => Assert.True(File.Exists(u.AudioPath)));
        // The split also shows when the part itself is what is read.
        Assert.All(LibriSpeechFolder.Read(Path.Combine(_folder.Path, "dev-clean"), _ => TimeSpan.FromSeconds(3)), u => Assert.Equal("dev", u.Split));
    }

    [Fact]
    public void LibriSpeech_flac_says_what_to_do()
    {
        _folder.Write("84/121123/84-121123.trans.txt", "84-121123-0000 GO\n");
        _folder.Write("84/121123/84-121123-0000.flac", "");
        var error = Assert.Throws<DataFormatException>(() => LibriSpeechFolder.Read(_folder.Path, _ => TimeSpan.Zero));
        Assert.Contains("FLAC is not read", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 FLAC files", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("84-121123-0000\n")]
    [InlineData(" leading\n")]
    [InlineData("../../etc/x TEXT\n")]
    public void LibriSpeech_bad_line_is_named(string line)
    {
        _folder.Write("84/121123/84-121123-0000.wav", "");
        string path = _folder.Write("84/121123/84-121123.trans.txt", "84-121123-0000 GO\n" + line);
        var error = Assert.Throws<DataFormatException>(() => LibriSpeechFolder.Read(_folder.Path, _ => TimeSpan.Zero));
        Assert.Equal((path, 2), (error.FileName, error.Line));
    }

    [Fact]
    public void LibriSpeech_all_missing_audio_is_counted_and_the_first_named()
    {
        _folder.Write("84/1/84-1.trans.txt", string.Concat(Enumerable.Range(0, 9).Select(i => $"84-1-000{i} GO\n")));
        _folder.Write("84/1/84-1-0003.wav", "");
        string message = Assert.Throws<DataFormatException>(() => LibriSpeechFolder.Read(_folder.Path, _ => TimeSpan.Zero)).Message;
        Assert.Contains("expected 9 audio files, found 8 of them missing", message, StringComparison.Ordinal);
        Assert.Contains("84-1-0000.wav", message, StringComparison.Ordinal);
        Assert.DoesNotContain("84-1-0008.wav", message, StringComparison.Ordinal);
    }

    [Fact]
    public void LibriSpeech_folder_without_transcripts_is_an_error() =>
        Assert.Throws<DataFormatException>(() => LibriSpeechFolder.Read(_folder.Path, _ => TimeSpan.Zero));

    [Fact]
    public void SpeechCommands_lists_decide_the_split()
    {
        foreach (string file in new[] { "cat/0a_nohash_0.wav", "cat/0b_nohash_0.wav", "zero/0a_nohash_1.wav", "zero/odd.wav", "_background_noise_/hum.wav" }) _folder.Write(file, "");
        _folder.Write("validation_list.txt", "cat/0b_nohash_0.wav\n");
        // "left" is not there at all: the corpus may be cut down to some words.
        _folder.Write("testing_list.txt", "zero/0a_nohash_1.wav\nleft/0a_nohash_0.wav\n");
        IReadOnlyList<Utterance> utterances = SpeechCommandsFolder.Read(_folder.Path, _ => TimeSpan.FromSeconds(1));
        Assert.Equal(["cat/0a_nohash_0.wav", "cat/0b_nohash_0.wav", "zero/0a_nohash_1.wav", "zero/odd.wav"], utterances.Select(u => u.Id));
        Assert.Equal(["train", "dev", "test", "train"], utterances.Select(u => u.Split));
        Assert.Equal(["0a", "0b", "0a", null], utterances.Select(u => u.Speaker));
        Assert.Equal(["cat", "cat", "zero", "zero"], utterances.Select(u => u.Text));
    }

    [Fact]
    public void SpeechCommands_listed_audio_that_is_missing_is_named()
    {
        _folder.Write("cat/0a_nohash_0.wav", "");
        _folder.Write("validation_list.txt", "cat/0b_nohash_0.wav\n");
        _folder.Write("testing_list.txt", "");
        string message = Assert.Throws<DataFormatException>(() => SpeechCommandsFolder.Read(_folder.Path, _ => TimeSpan.Zero)).Message;
        Assert.Contains("0b_nohash_0.wav", message, StringComparison.Ordinal);
    }

    [Fact]
    public void SpeechCommands_bad_or_missing_lists_are_errors()
    {
        _folder.Write("cat/0a_nohash_0.wav", "");
        _folder.Write("validation_list.txt", "");
        Assert.Contains("testing_list.txt", Assert.Throws<DataFormatException>(() => SpeechCommandsFolder.Read(_folder.Path, _ => TimeSpan.Zero)).Message, StringComparison.Ordinal);
        _folder.Write("testing_list.txt", "cat/0a_nohash_0.wav\n../passwd\n");
        Assert.Equal(2, Assert.Throws<DataFormatException>(() => SpeechCommandsFolder.Read(_folder.Path, _ => TimeSpan.Zero)).Line);
    }
}
