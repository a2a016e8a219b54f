using System.Diagnostics;
using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests.Serving;

/// <summary>The page in a real browser, which hears a recording through its microphone.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_page_shows_what_is_said_and_finds_it_again()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using Browser browser = await Browser.Open(served.Address, _bench.Speak("speech.wav", "___ba_____ab ba_____"));
        await browser.Until("document.getElementById('listen') && !document.getElementById('listen').disabled");
        // The first utterance is an example to search for; the page begins to listen for it.
        await browser.Evaluate("document.getElementById('example').click()");
        await browser.Until("document.querySelectorAll('#finals .word').length >= 3");
        JsonElement texts = await browser.Evaluate("[...document.querySelectorAll('#finals .word')].map(w => w.textContent)");
        Assert.Equal(["ba", "ab", "ba"], texts.EnumerateArray().Select(t => t.GetString()));

        // The words come to the map, the example does not; what sounded like it is found, and by its text too.
        await browser.Until("document.querySelectorAll('#map button').length === 2");
        await browser.Until("document.querySelector('#hits li')?.textContent.includes(' ba ')");
        await browser.Evaluate("document.getElementById('query').value = 'ba'; document.getElementById('search-form').requestSubmit()");
        await browser.Until("document.querySelectorAll('#hits li').length === 1");
        // The phrase list takes effect while it is written.
        await browser.Evaluate("document.getElementById('phrases').value = 'ab\\nba'; document.getElementById('phrases').dispatchEvent(new Event('input'))");
        await browser.Until("document.getElementById('phrases-state').textContent.startsWith('2 phrases')");
        // The spectrogram was drawn: it is not one colour.
        Assert.True((await browser.Evaluate("new Set(document.getElementById('spectrum').getContext('2d').getImageData(600, 0, 360, 160).data).size > 10")).GetBoolean());

        await browser.Evaluate("document.getElementById('listen').click()");
        await browser.Until("document.getElementById('listen').getAttribute('aria-pressed') === 'false'");
    }

    [Fact]
    public async Task The_page_learns_a_keyword_by_its_sound_and_forgets_it()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using Browser browser = await Browser.Open(served.Address, _bench.Speak("speech.wav", "___" + string.Concat(Enumerable.Repeat("bab_____", 8))));
        await browser.Until("document.getElementById('listen') && !document.getElementById('listen').disabled");
        await browser.Evaluate("document.getElementById('keyword').value = 'signal'; document.getElementById('keyword-form').requestSubmit(); document.getElementById('listen').click()");
        await browser.Until("document.getElementById('keyword-state').textContent.endsWith('and by its sound.') || document.getElementById('keyword-state').textContent.endsWith('was said.')");
        await browser.Until("document.querySelector('#keywords li')?.textContent.startsWith('signal: heard')");
        await browser.Evaluate("document.querySelector('#keywords button').click()");
        await browser.Until("document.querySelectorAll('#keywords li').length === 0");
    }

    [Fact]
    public async Task Held_down_the_space_bar_talks_and_what_was_said_is_ended_when_it_is_let_go()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using Browser browser = await Browser.Open(served.Address, _bench.Speak("speech.wav", "___" + string.Concat(Enumerable.Repeat("ba ", 20))));
        await browser.Until("document.getElementById('listen') && !document.getElementById('listen').disabled");
        // The box has the focus then, and the space bar would untick it.
        await browser.Click("listen");
        await browser.Click("hold");
        await browser.Until("!document.getElementById('talk').disabled && document.activeElement.id === 'hold'");
        await browser.Hold("Space");
        Assert.True(await IsTalking());
        await browser.Until("document.getElementById('partial').textContent.includes('a')");
        await browser.Release("Space");
        Assert.False(await IsTalking());
        await browser.Until("document.querySelectorAll('#finals .word').length > 0"); // The sound itself goes on without a pause.
        Assert.True(await IsTrue("document.getElementById('hold').checked"));

        // With the focus on a button as well; in a text field it writes a space.
        await browser.Evaluate("document.getElementById('listen').focus()");
        await browser.Hold("Space");
        Assert.True(await IsTalking());
        await browser.Release("Space");
        Assert.True(await IsTrue("document.getElementById('listen').getAttribute('aria-pressed') === 'true'"));
        await browser.Click("phrases");
        await browser.Hold("Space");
        Assert.False(await IsTalking());
        await browser.Release("Space");
        Assert.True(await IsTrue("document.getElementById('phrases').value === ' '"));

        // Keys lead out of it: Enter presses what has the focus, Escape unticks the box.
        await browser.Evaluate("document.getElementById('listen').focus()");
        await browser.Press("Escape");
        Assert.True(await IsTrue("!document.getElementById('hold').checked && document.getElementById('talk').disabled"));
        await browser.Press("Enter");
        Assert.True(await IsTrue("document.getElementById('listen').getAttribute('aria-pressed') === 'false'"));

        Task<bool> IsTalking() => IsTrue("document.getElementById('talk').getAttribute('aria-pressed') === 'true'");

        async Task<bool> IsTrue(string condition) => (await browser.Evaluate(condition)).GetBoolean();
    }

    [Fact]
    public async Task A_page_whose_connection_was_lost_keeps_its_text_goes_on_by_itself_and_saves_it_all()
    {
        using ServedPage first = await ServedPage.Start(_bench);
        using Browser browser = await Browser.Open(first.Address, _bench.Speak("speech.wav", "___" + string.Concat(Enumerable.Repeat("ba_____", 40))));
        await browser.Until("document.getElementById('listen') && !document.getElementById('listen').disabled");
        await browser.Click("listen");
        await browser.Until("document.querySelectorAll('#finals .word').length >= 1");
        await first.Stop();
        await browser.Until("document.getElementById('state').textContent.endsWith('trying again')");
        int before = (await browser.Evaluate("document.querySelectorAll('#finals .word').length")).GetInt32();
        using ServedPage second = await ServedPage.Start(_bench, port: first.Address.Port, "--idle", "1");
        await browser.Until($"document.querySelectorAll('#finals .word').length > {before}");

        // Times go on where they were.
        Assert.True((await browser.Evaluate("(times => times.every((t, i) => i === 0 || t >= times[i - 1]))([...document.querySelectorAll('#finals .word')].map(w => parseFloat(w.title)))")).GetBoolean());

        // The program lets go of a page that is idle; it is there again when it is needed.
        await browser.Click("listen");
        await browser.Until("document.getElementById('state').textContent.includes('nothing came for 1 s')");
        before = (await browser.Evaluate("document.querySelectorAll('#finals .word').length")).GetInt32();
        await browser.Click("listen");
        await browser.Until($"document.querySelectorAll('#finals .word').length > {before}");

        await browser.Call("Browser.setDownloadBehavior", new { behavior = "allow", downloadPath = Path.GetDirectoryName(_bench.Model) });
        await browser.Click("save");
        string saved = _bench.File("transcript.txt");
        for (var clock = Stopwatch.StartNew(); !File.Exists(saved) && clock.Elapsed < LineReader.Patience;) await Task.Delay(50);
        string[] lines = await File.ReadAllLinesAsync(saved);
        Assert.True(lines.Length > before);
        Assert.All(lines, line => Assert.Matches(@"^0:\d\d\t[ab ]+$", line));
    }

    [Fact]
    public async Task A_page_that_finds_no_place_says_so()
    {
        using ServedPage served = await ServedPage.Start(_bench, "--clients", "1");
        using LivePage other = await served.Connect();
        using Browser browser = await Browser.Open(served.Address, _bench.Speak("silence.wav", "_"));
        await browser.Until("document.getElementById('state')?.textContent.startsWith('too many pages are open')");
    }

    [Fact]
    public async Task What_is_wrong_with_a_phrase_list_stands_beside_it_and_what_is_not_in_it_is_not_understood()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using Browser browser = await Browser.Open(served.Address, _bench.Speak("speech.wav", "___" + string.Concat(Enumerable.Repeat("babab_____", 40))));
        await browser.Until("document.getElementById('listen') && !document.getElementById('listen').disabled");
        await browser.Click("listen");
        await Write("(ab|");
        await browser.Until("document.getElementById('phrases-state').textContent.startsWith('phrases, line 1, column')");
        await browser.Until("document.getElementById('state').textContent.includes(' heard, ')"); // What is told again and again stands elsewhere.
        Assert.True((await browser.Evaluate("document.getElementById('phrases-state').classList.contains('error')")).GetBoolean());
        await Write("[ab] ab");
        await browser.Until("document.getElementById('phrases-state').textContent.startsWith('2 phrases')");
        await browser.Until("document.querySelector('#finals .rejected')");

        Task Write(string phrases) => browser.Evaluate($"document.getElementById('phrases').value = '{phrases}'; document.getElementById('phrases').dispatchEvent(new Event('input'))");
    }

    [Fact]
    public async Task The_words_of_the_captions_are_one_stop_of_the_Tab_key()
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using Browser browser = await Browser.Open(served.Address, _bench.Speak("speech.wav", "___ba ab ba ab_____"));
        await browser.Until("document.getElementById('listen') && !document.getElementById('listen').disabled");
        await browser.Click("listen");
        await browser.Until("document.querySelectorAll('#finals .word').length >= 4");
        await browser.Evaluate("document.getElementById('finals').focus()");
        await browser.Press("Tab");
        Assert.True((await browser.Evaluate("document.activeElement === [...document.querySelectorAll('#finals .word')].at(-1)")).GetBoolean());
        await browser.Press("ArrowLeft");
        Assert.True((await browser.Evaluate("document.activeElement === [...document.querySelectorAll('#finals .word')].at(-2)")).GetBoolean());
        await browser.Press("Tab");
        Assert.Equal("phrases", (await browser.Evaluate("document.activeElement.id")).GetString());
    }

    [Theory]
    [InlineData("light", 390)]
    [InlineData("dark", 390)]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    public async Task The_page_fits_its_width_and_text_stands_out(string scheme, int width)
    {
        using ServedPage served = await ServedPage.Start(_bench);
        using Browser browser = await Browser.Open(served.Address, _bench.Speak("silence.wav", "_"));
        await browser.Call("Emulation.setDeviceMetricsOverride", new { width, height = 800, deviceScaleFactor = 1, mobile = width < 600 });
        await browser.Call("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } });
        await browser.Until("document.getElementById('listen') && !document.getElementById('listen').disabled");
        Assert.True((await browser.Evaluate("document.documentElement.scrollWidth <= innerWidth")).GetBoolean());
        // WCAG's contrast of every text with what lies behind it, and a name for everything that can be used.
        JsonElement weak = await browser.Evaluate(Contrast);
        Assert.True(weak.GetArrayLength() == 0, weak.ToString());
        JsonElement nameless = await browser.Evaluate("[...document.querySelectorAll('button, input, textarea')].filter(e => !e.textContent.trim() && !e.labels?.length && !e.ariaLabel).map(e => e.outerHTML)");
        Assert.True(nameless.GetArrayLength() == 0, nameless.ToString());
    }

    private const string Contrast = """
        (() => {
          const numbers = colour => colour.match(/[\d.]+/g).map(Number);
          const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = e => { for (; e; e = e.parentElement) { const c = numbers(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
          return [...document.querySelectorAll('h1, h1 span, h2, p, label, button:enabled, footer p, .tentative')].filter(e => e.textContent.trim() && e.offsetParent).filter(e => {
            const [a, b] = [luminance(numbers(getComputedStyle(e).color)), luminance(behind(e))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
          }).map(e => e.outerHTML);
        })()
        """;
}
