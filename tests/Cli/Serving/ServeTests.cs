using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests.Serving;

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
    public async Task Keywords_are_told_when_they_are_said()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect();
        await page.Speak(ToneModel.Speak("aaa ____"));
        await page.Send("""{"type":"keywords","keywords":[{"name":"signal","spellings":["bab","babb"]}]}""");
        Assert.Equal(1, (await page.Receive("keywords")).GetProperty("count").GetInt32());
        await page.Speak(ToneModel.Speak(" bab _____"));
        JsonElement found = await page.Receive("keyword");
        Assert.Equal("signal", found.GetProperty("name").GetString());
        Assert.InRange(found.GetProperty("start").GetDouble(), 3.2, 4.6);
        foreach (string nonsense in new[] { """{"type":"keywords"}""", """{"type":"keywords","keywords":[{"name":"x","spellings":[]}]}""", """{"type":"keywords","keywords":[{"name":"x","spellings":["??"]}]}""" })
        {
            await page.Send(nonsense);
            Assert.NotEmpty((await page.Receive("error")).GetProperty("message").GetString()!);
        }
    }

    [Fact]
    public async Task A_keyword_that_was_said_three_times_is_told_by_spelling_and_sound_until_it_is_forgotten()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect();
        for (int i = 1; i <= 3; i++)
        {
            JsonElement[] words = [.. (await Say("bab")).Final.GetProperty("words").EnumerateArray()];
            await page.Send($$"""{"type":"learn","name":"signal","number":{{i}},"of":3,"start":{{words[0].GetProperty("start").GetRawText()}},"end":{{words[^1].GetProperty("end").GetRawText()}}}""");
        }
        JsonElement learnt = await page.Receive("learnt");
        string spellings = learnt.GetProperty("spellings").GetRawText(), voice = learnt.GetProperty("voice").GetRawText();
        Assert.Equal(("signal", true), (learnt.GetProperty("name").GetString(), spellings.Contains("bab", StringComparison.Ordinal)));

        await page.Send($$"""{"type":"keywords","keywords":[{"name":"renamed","spellings":{{spellings}},"voice":{{voice}}}]}""");
        Assert.Equal(1, (await page.Receive("keywords")).GetProperty("count").GetInt32());
        await page.Speak(ToneModel.Speak("_bab____"));
        Assert.Equal("renamed", (await page.Receive("keyword")).GetProperty("name").GetString());

        await page.Send("""{"type":"keywords","keywords":[]}""");
        Assert.Equal(0, (await page.Receive("keywords")).GetProperty("count").GetInt32());
        await Say("bab");
        Assert.DoesNotContain("keyword", (await Say("ab")).Before);

        async Task<(List<string> Before, JsonElement Final)> Say(string letters)
        {
            await page.Speak(ToneModel.Speak($"_{letters}____"));
            await page.Send("""{"type":"end"}""");
            var before = new List<string>();
            while (await page.Receive() is { } message)
            {
                if (message.GetProperty("type").GetString() is "final" && message.GetProperty("words").GetArrayLength() > 0) return (before, message);
                before.Add(message.GetProperty("type").GetString()!);
            }
            throw new InvalidOperationException("The connection was closed.");
        }
    }

    [Fact]
    public async Task Examples_of_keywords_that_are_of_no_use_are_answered()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect();
        foreach ((string request, string message) in new[]
        {
            ("""{"type":"learn","name":"x","number":2,"of":3,"start":0,"end":1}""", "Expected example 1"),
            ("""{"type":"learn","name":"x","number":1,"of":3,"start":0,"end":1}""", "not kept"),
            ("""{"type":"learn","name":"x","number":1,"of":9,"start":0,"end":1}""", "\"of\" from 1 to 5"),
            ("""{"type":"learn","name":"x","number":1,"of":3,"start":0,"end":60}""", "\"end\" from 0 to 4"),
            ("""{"type":"learn","number":1,"of":3,"start":0,"end":1}""", "\"name\""),
            ("""{"type":"keywords","keywords":[{"name":"x","spellings":["a"],"voice":"AAAA"}]}""", "a voice of 1 to"),
            ($$"""{"type":"keywords","keywords":[{"name":"x","spellings":["a"],"voice":"{{Convert.ToBase64String(new byte[256])}}"}]}""", "length 1"),
        })
        {
            await page.Send(request);
            Assert.Contains(message, (await page.Receive("error")).GetProperty("message").GetString(), StringComparison.Ordinal);
        }
        // Sound in which there is no word.
        await page.Speak(ToneModel.Speak("____"));
        await page.Send("""{"type":"learn","name":"x","number":1,"of":1,"start":0.2,"end":0.6}""");
        Assert.Contains("letters was heard", (await page.Receive("error")).GetProperty("message").GetString(), StringComparison.Ordinal);
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

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using LivePage page = await served.Connect();
        await page.Send(new byte[160 * 1024 + 2]);
        while (await page.Receive() is not null) { }
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, page.Status);
    }

    [Fact]
    public async Task A_page_that_is_idle_is_let_go_and_one_too_many_is_refused()
    {
        using ServedPage served = await ServedPage.Start(_bench, "--clients", "1", "--idle", "2");
        using LivePage page = await served.Connect();
        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(() => served.Connect());
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(new Uri(served.Address, "live"))).StatusCode); // So the page learns why.
        while (await page.Receive() is not null) { }
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, page.Status);
        Assert.Contains("2 s", page.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_other_sites_and_names_are_refused()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(() => served.Connect(origin: "http://elsewhere.example"));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, served.Address);
        request.Headers.Host = "elsewhere.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task The_page_asks_nobody_else_for_anything()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using var client = new HttpClient { BaseAddress = served.Address };
        string page = await client.GetStringAsync("/");
        Assert.Contains("<title>EmbeddedSeq live</title>", page, StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(Repository.File("src/Cli/Serving/Page")).Select(f => Path.GetFileName(f)!))
        {
            HttpResponseMessage answer = await client.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotContain("http://", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain("https://", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("appsettings.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("../app.js.map")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("live")).StatusCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_line_of_error()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        Outcome outcome = await Eseq.Run("serve", "--port", $"{served.Address.Port}", "--model", _bench.Model);
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("eseq: cannot listen on 127.0.0.1:", Assert.Single(outcome.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}
