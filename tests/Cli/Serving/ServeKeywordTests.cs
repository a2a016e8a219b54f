using System.Text.Json;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests.Serving;

/// <summary>Keywords on a live page, spelled and said.</summary>
public sealed class ServeKeywordTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

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
}
