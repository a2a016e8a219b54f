using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

public sealed class SpeechIndexTests : IDisposable
{
    private readonly IndexFolder _index = new();

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Words_are_found_where_they_were_said_and_only_as_whole_words()
    {
        // A tone every 0.4 s, 0.2 s behind the one before.
        _index.Add("ab ba", "aab", "b ab a ab");
        _index.Add("a b");
        Assert.Equal(["ab ba@2", "b ab a ab@10", "b ab a ab@30"], _index.Find("ab"));
        Assert.Equal(["ab ba@14"], _index.Find("BA"));
        Assert.Equal(["aab@2"], _index.Find("aab"));
        Assert.Equal(["a b@2", "b ab a ab@10"], _index.Find("ab a").Concat(_index.Find("a b")).Order());
        Assert.Empty(_index.Find("bbb"));
    }

    [Fact]
    public void No_word_reaches_from_one_recording_into_the_next()
    {
        _index.Add("a", "b", "a", "b");
        Assert.Empty(_index.Find("ab"));
        Assert.Empty(_index.Find("a b"));
        Assert.Equal(2, _index.Find("a").Length);
    }

    [Fact]
    public void A_search_does_not_depend_on_how_recordings_share_segments()
    {
        string[] recordings = ["ab ba", "abba", "b ab", "ba ba ba", "a", "bab ab"];
        _index.Add(recordings);
        using var other = new IndexFolder();
        foreach (string recording in recordings) other.Add(recording);
        Assert.Equal(6, other.Files.Length);
        foreach (string text in new[] { "ab", "ba", "ba ba", "a", "abba" })
        {
            Assert.NotEmpty(_index.Find(text));
            Assert.Equal(_index.Find(text, -3), other.Find(text, -3));
        }
    }

    [Fact]
    public void A_damaged_segment_is_named_and_left_out()
    {
        _index.Add("ab");
        _index.Add("ba");
        _index.Add("aba");
        byte[] whole = File.ReadAllBytes(_index.Files[1]);
        foreach (int at in new[] { 0, 9, 60, whole.Length / 2, whole.Length - 2 })
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x41;
            File.WriteAllBytes(_index.Files[1], damaged);
            SpeechIndex index = SpeechIndex.Open(_index.Path);
            Assert.Equal(2, index.Segments.Count);
            Assert.Contains(_index.Files[1], Assert.Single(index.Warnings), StringComparison.Ordinal);
        }
        File.WriteAllBytes(_index.Files[1], whole[..(whole.Length / 3)]);
        Assert.Single(SpeechIndex.Open(_index.Path).Warnings);
        Assert.Equal(["ab@2"], _index.Find("ab"));
        File.WriteAllBytes(_index.Files[1], whole);
        Assert.Empty(SpeechIndex.Open(_index.Path).Warnings);
    }

    [Fact]
    public void An_index_without_a_whole_segment_says_why()
    {
        Assert.Contains("none", Assert.Throws<ModelFormatException>(() => SpeechIndex.Open(_index.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => SpeechIndex.Open(_index.Path + "-none"));
        File.WriteAllBytes(Path.Combine(_index.Path, "000001.segment"), []);
        Assert.Contains("000001.segment", Assert.Throws<ModelFormatException>(() => SpeechIndex.Open(_index.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_interrupted_add_leaves_behind_does_no_harm()
    {
        _index.Add("ab");
        // What a killed process leaves: a part of a temporary file, and nothing of the segment in memory.
        File.WriteAllBytes(Path.Combine(_index.Path, "000002.segment.partial"), File.ReadAllBytes(_index.Files[0])[..100]);
        using (var writer = new SpeechIndexWriter(_index.Path, IndexFolder.Model, "1")) IndexFolder.AddTo(writer, "ab ab");
        Assert.Equal(["ab@2"], _index.Find("ab"));
        Assert.Empty(SpeechIndex.Open(_index.Path).Warnings);
        _index.Add("b ab");
        Assert.Equal(["ab@2", "b ab@10"], _index.Find("ab"));
        Assert.Empty(Directory.GetFiles(_index.Path, "*.tmp"));
    }

    [Fact]
    public void One_adds_while_others_search_but_not_two_at_once_and_not_with_another_model()
    {
        _index.Add("ab");
        SpeechIndex before = SpeechIndex.Open(_index.Path);
        using (var writer = new SpeechIndexWriter(_index.Path, IndexFolder.Model, "1"))
        {
            Assert.Contains("another process", Assert.Throws<IOException>(() => new SpeechIndexWriter(_index.Path, IndexFolder.Model, "1")).Message, StringComparison.Ordinal);
            IndexFolder.AddTo(writer, "b ab");
            Assert.Equal(["ab@2"], _index.Find("ab"));
            writer.Flush();
            Assert.Equal(["ab@2", "b ab@10"], _index.Find("ab"));
        }
        Assert.Single(before.Segments);
        Assert.Contains("build a new index", Assert.Throws<IOException>(() => new SpeechIndexWriter(_index.Path, IndexFolder.Model, "2")).Message, StringComparison.Ordinal);
    }
}
