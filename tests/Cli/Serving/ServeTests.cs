using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests.Serving;

/// <summary>What pages hear and read.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_a_page_hears_it_reads_and_Ctrl_C_ends_it()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect(origin: $"http://{served.Address.Authority}");
        Assert.Equal(16000, (await page.Receive("hello")).GetProperty("rate").GetInt32());
        await page.Speak(ToneModel.Speak("ab"));
        JsonElement partial = await page.Receive("partial");
        Assert.StartsWith("a", partial.GetProperty("text").GetString(), StringComparison.Ordinal);
        await page.Speak(ToneModel.Speak("_____"));
        JsonElement first = await page.Receive("final");
        Assert.Equal("ab", first.GetProperty("text").GetString());
        JsonElement word = Assert.Single(first.GetProperty("words").EnumerateArray());
        Assert.InRange(word.GetProperty("start").GetDouble(), 0.1, 0.3);
        Assert.InRange(word.GetProperty("confidence").GetDouble(), 0.3, 1);
        await page.Speak(ToneModel.Speak("ba"));
        await page.Send("""{"type":"end"}""");
        Assert.Equal("ba", await page.Final());
        Outcome outcome = await served.Stop();
        Assert.Equal(130, outcome.ExitCode);
    }

    [Fact]
    public async Task Pages_that_flood_stall_or_pause_do_not_change_what_another_reads()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage quiet = await served.Connect(), flooding = await served.Connect(), speaking = await served.Connect();
        using var done = new CancellationTokenSource();
        // As fast as it can, and without taking anything from its connection.
        byte[] noise = new byte[64 * 1024];
        new Random(1).NextBytes(noise);
        Task flood = Task.Run(async () =>
        {
            try
            {
                while (!done.IsCancellationRequested) await flooding.Send(noise);
            }
            catch (WebSocketException)
            {
                return; // It was let go: also a way to be rid of it.
            }
        });
        for (int i = 0; i < 3; i++)
        {
            await speaking.Speak(ToneModel.Speak("ab ba____"));
            await speaking.Send("""{"type":"end"}""");
            Assert.Equal("ab ba", await speaking.Final());
        }
        done.Cancel();
        await flood;
        await quiet.Speak(ToneModel.Speak("b"));
        await quiet.Send("""{"type":"end"}""");
        Assert.Equal("b", await quiet.Final());
    }

    [Fact]
    public async Task Sound_beyond_the_allowance_is_dropped_and_counted()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect();
        for (int i = 0; i < 20; i++) await page.Send(new byte[64000]); // 40 s at once.
        JsonElement state;
        do state = await page.Receive("state");
        while (state.GetProperty("dropped").GetInt64() == 0);
    }

    [Fact]
    public async Task Nonsense_is_answered_and_the_connection_goes_on()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect();
        foreach (string nonsense in new[] { "", "{", "[]", "7", """{"type":3}""", """{"type":"sing"}""", new string('[', 1000) })
        {
            await page.Send(nonsense);
            Assert.NotEmpty((await page.Receive("error")).GetProperty("message").GetString()!);
        }
        await page.Send(new byte[3]);
        Assert.Contains("3 bytes", (await page.Receive("error")).GetProperty("message").GetString(), StringComparison.Ordinal);
        await page.Speak(ToneModel.Speak("a"));
        await page.Send("""{"type":"end"}""");
        Assert.Equal("a", await page.Final());
    }

    [Fact]
    public async Task A_phrase_list_changes_what_can_be_heard_while_the_page_listens()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect();
        Assert.Equal("ab ba", await Hear("ab ba"));
        await page.Send("""{"type":"phrases","text":"aa\nba"}""");
        Assert.Equal(2, (await page.Receive("phrases")).GetProperty("count").GetInt32());
        Assert.Equal("ba", await Hear("ba"));
        await page.Send("""{"type":"phrases","text":"ab?"}""");
        Assert.Contains("phrases", (await page.Receive("error")).GetProperty("message").GetString(), StringComparison.Ordinal);
        await page.Send("""{"type":"phrases","text":"aa (ab|ba) [aa]"}""");
        Assert.Equal(4, (await page.Receive("phrases")).GetProperty("count").GetInt32());
        // Short, but spelled out too long for a page: as the parser says, or for a page alone.
        foreach (int choices in new[] { 20, 13 })
        {
            await page.Send($$"""{"type":"phrases","text":"{{string.Concat(Enumerable.Repeat("(a|b) ", choices))}}"}""");
            JsonElement error = await page.Receive("error");
            Assert.Equal("phrases", error.GetProperty("about").GetString());
            Assert.Contains("at most", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        await page.Send("""{"type":"phrases","text":""}""");
        Assert.Equal(0, (await page.Receive("phrases")).GetProperty("count").GetInt32());
        Assert.Equal("ab", await Hear("ab"));

        async Task<string> Hear(string letters)
        {
            await page.Speak(ToneModel.Speak(letters));
            await page.Send("""{"type":"end"}""");
            return await page.Final();
        }
    }

    [Fact]
    public async Task What_the_command_line_knows_of_the_words_holds_for_every_page()
    {
        using ServedPage served = await ServedPage.Start(_bench, "--phrases", _bench.Write("phrases.txt", "aa\nba"), "--hotwords", _bench.Write("hot.txt", "aa: 1"), "--nbest", "2");
        using LivePage first = await served.Connect(), second = await served.Connect();
        foreach (LivePage page in new[] { first, second })
        {
            Assert.Equal(2, (await page.Receive("hello")).GetProperty("phrases").GetInt32());
            JsonElement heard = await Hear(page, "ba");
            Assert.Equal("ba", heard.GetProperty("text").GetString());
            Assert.Equal(["ba", "aa"], heard.GetProperty("alternatives").EnumerateArray().Select(a => a.GetProperty("text").GetString()));
        }
        // A page's own list takes its place until it is empty.
        await first.Send("""{"type":"phrases","text":"ab"}""");
        Assert.Equal(1, (await first.Receive("phrases")).GetProperty("count").GetInt32());
        Assert.Equal("ab", (await Hear(first, "ab")).GetProperty("text").GetString());
        await first.Send("""{"type":"phrases","text":""}""");
        Assert.Equal(2, (await first.Receive("phrases")).GetProperty("count").GetInt32());
        Assert.Equal("ba", (await Hear(second, "ba")).GetProperty("text").GetString());

        static async Task<JsonElement> Hear(LivePage page, string letters)
        {
            await page.Speak(ToneModel.Speak(letters));
            await page.Send("""{"type":"end"}""");
            return await page.Receive("final");
        }
    }

    [Fact]
    public async Task A_language_model_makes_its_words_likelier_and_one_that_does_not_fit_is_refused()
    {
        Assert.Equal(0, (await Eseq.Run("lm", _bench.Write("t.txt", "a"), "--order", "2", "-o", _bench.File("x.lm"))).ExitCode);
        using ServedPage served = await ServedPage.Start(_bench, "--lm", _bench.File("x.lm"), "--lm-weight", "10", "--unknown-penalty", "100");
        using LivePage page = await served.Connect();
        await page.Speak(ToneModel.Speak("ab"));
        await page.Send("""{"type":"end"}""");
        Assert.Equal("a", await page.Final()); // It knows no other word.
        Outcome refused = await Eseq.Run("serve", "--port", "0", "--model", _bench.Model, "--lm", _bench.Write("café.arpa", "\\data\\\nngram 1=1\n\n\\1-grams:\n-1 café\n\n\\end\\\n"));
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("eseq: No word of the language model", Assert.Single(refused.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_get_vectors_of_their_sound()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect();
        int dimension = (await page.Receive("hello")).GetProperty("vectors").GetInt32();
        await page.Speak(ToneModel.Speak("ab ba"));
        await page.Send("""{"type":"end"}""");
        JsonElement final = await page.Receive("final"), vectors = await page.Receive("vectors");
        Assert.Equal(final.GetProperty("utterance").GetInt32(), vectors.GetProperty("utterance").GetInt32());
        float[][] words = [.. vectors.GetProperty("vectors").EnumerateArray().Select(v => v.EnumerateArray().Select(x => x.GetSingle()).ToArray())];
        Assert.Equal(2, words.Length);
        Assert.All(words, v => Assert.Equal(dimension, v.Length));
        Assert.All(words, v => Assert.Equal(1, v.Sum(x => x * x), 0.01f));
    }
}
