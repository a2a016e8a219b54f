using System.Text;
using EmbeddedSeq.Runtime.Memory;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Runtime.Search;

namespace EmbeddedSeq.Runtime.Tests.Search;

public sealed class StretchListTests
{
    private const string Two = """[{"file":"ä.wav","id":"first","duration":1.5,"first_step":3,"steps":4}, {"file":"b.wav","offset":2,"duration":2,"first_step":10,"steps":5}]""";

    [Fact]
    public void Stretches_are_found_by_their_steps()
    {
        StretchList list = Read(Two);
        Assert.Equal(["ä.wav", "b.wav"], list.Select(s => s.File));
        Assert.Equal((2, 3.5), (list.Count, list.Seconds));
        Assert.Equal([null, "ä.wav", "ä.wav", null, null, "b.wav", "b.wav", null], new[] { 2, 3, 6, 7, 9, 10, 14, 15 }.Select(s => list.At(s)?.File));
        Assert.Equal(("first", 3, 2.0), (list[0].Id!, list[0].FirstStep, list[1].Offset));
    }

    [Theory]
    [InlineData("{}", "expected an array")]
    [InlineData("[1]", "not valid")]
    [InlineData("[null]", "its steps do not lie")]
    [InlineData("[", "not valid")]
    [InlineData("[] 1", "not valid")]
    [InlineData("[]", "no recordings")]
    [InlineData("""[{"file":"a.wav","duration":1,"first_step":3,"steps":18}]""", "recording a.wav")]
    [InlineData("""[{"file":"a.wav","duration":1,"first_step":3,"steps":4},{"file":"b.wav","duration":1,"first_step":6,"steps":4}]""", "recording b.wav")]
    public void A_list_that_does_not_fit_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static unsafe StretchList Read(string json)
    {
        byte[] bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(json), pinned: true);
        Encoding.UTF8.GetBytes(json, bytes);
        fixed (byte* first = bytes) return StretchList.Read("test", new MemoryRegion(first, bytes.Length, bytes), steps: 20);
    }
}
