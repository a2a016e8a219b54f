using EmbeddedSeq.Trainer.Data;

namespace EmbeddedSeq.Trainer.Tests.Data;

public sealed class WordListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Utterance? Find(string id) =>
        id == "u1" ? new Utterance { Id = id, AudioPath = "u.wav", Offset = TimeSpan.FromSeconds(10), Duration = TimeSpan.FromSeconds(4), Text = "all of it", Speaker = "x" } : null;

    [Fact]
    public void Words_are_stretches_of_their_utterances()
    {
        string path = _folder.Write("w.csv", "id,start,end,word,speaker,more\nu1,0.5,1.25,all,7,?\nu1,3.5,4.02,it,,?\n");
        IReadOnlyList<Utterance> words = WordList.Read(path, Find);
        Assert.Equal(new Utterance { Id = "u1@0.5", AudioPath = "u.wav", Offset = TimeSpan.FromSeconds(10.5), Duration = TimeSpan.FromSeconds(0.75), Text = "all", Speaker = "7" }, words[0]);
        Assert.Equal(("x", TimeSpan.FromSeconds(0.5)), (words[1].Speaker, words[1].Duration)); // Rounded past the end.
    }

    [Theory]
    [InlineData("", "line 1: expected the columns")]
    [InlineData("word,speaker,id,start\n", "line 1: expected the columns")]
    [InlineData("word,speaker,id,start,end\na,b,u1,0", "line 2: expected 5 fields, found 4")]
    [InlineData("word,speaker,id,start,end\na,b,u2,0,1", "line 2: expected the id of an utterance whose audio is there, found u2")]
    [InlineData("word,speaker,id,start,end\na,b,u1,x,1", "line 2: expected seconds, found x")]
    [InlineData("word,speaker,id,start,end\na,b,u1,2,1", "line 2: expected an end after the start, found 2 and 1")]
    [InlineData("word,speaker,id,start,end\na,b,u1,4,5", "line 2: expected a start within the 4 s of u1, found 4")]
    [InlineData("word,speaker,id,start,end\n,b,u1,1,2", "line 2: expected a word")]
    public void A_bad_line_is_named(string text, string message) =>
        Assert.Contains(message, Assert.Throws<DataFormatException>(() => WordList.Read(_folder.Write("w.csv", text), Find)).Message, StringComparison.Ordinal);
}
