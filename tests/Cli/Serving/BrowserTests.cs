using System.Diagnostics;
using System.Text.Json;

namespace EmbeddedSeq.Cli.Tests.Serving;

/// <summary>The page in a real browser, which hears a recording through its microphone.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly Workbench _bench = new();
    private ServedPage? _served;
    private Browser? _browser;

    public void Dispose()
    {
        _browser?.Dispose();
        _served?.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task The_page_shows_what_is_said_and_finds_it_again()
    {
        Browser browser = await Open("___ba_____ab ba_____");
        // The first utterance is an example to search for; the page begins to listen for it.
        await browser.Evaluate("$('#example').click()");
        await browser.Until("$$('#finals .word').length >= 3");
        JsonElement texts = await browser.Evaluate("$$('#finals .word').map(w => w.textContent)");
        Assert.Equal(["ba", "ab", "ba"], texts.EnumerateArray().Select(t => t.GetString()));

        // The words come to the map, the example does not; what sounded like it is found, and by its text too.
        await browser.Until("$$('#map button').length === 2");
        await browser.Until("$('#hits li')?.textContent.includes(' ba ')");
        await browser.Evaluate("$('#query').value = 'ba'; $('#search-form').requestSubmit()");
        await browser.Until("$$('#hits li').length === 1");
        // The phrase list takes effect while it is written.
        await browser.Evaluate("$('#phrases').value = 'ab\\nba'; $('#phrases').dispatchEvent(new Event('input'))");
        await browser.Until("$('#phrases-state').textContent.startsWith('2 phrases')");
        // The spectrogram was drawn: it is not one colour.
        Assert.True(await browser.Is("new Set($('#spectrum').getContext('2d').getImageData(600, 0, 360, 160).data).size > 10"));

        await browser.Evaluate("$('#listen').click()");
        await browser.Until("$('#listen').getAttribute('aria-pressed') === 'false'");
    }

    [Fact]
    public async Task The_page_learns_a_keyword_by_its_sound_and_forgets_it()
    {
        Browser browser = await Open("___" + string.Concat(Enumerable.Repeat("bab_____", 8)));
        await browser.Evaluate("$('#keyword').value = 'signal'; $('#keyword-form').requestSubmit(); $('#listen').click()");
        await browser.Until("$('#keyword-state').textContent.endsWith('and by its sound.') || $('#keyword-state').textContent.endsWith('was said.')");
        await browser.Until("$('#keywords li')?.textContent.startsWith('signal: heard')");
        await browser.Evaluate("$('#keywords button').click()");
        await browser.Until("$$('#keywords li').length === 0");
    }

    [Fact]
    public async Task Held_down_the_space_bar_talks_and_what_was_said_is_ended_when_it_is_let_go()
    {
        Browser browser = await Open("___" + string.Concat(Enumerable.Repeat("ba ", 20)));
        // The box has the focus then, and the space bar would untick it.
        await browser.Click("listen");
        await browser.Click("hold");
        await browser.Until("!$('#talk').disabled && document.activeElement.id === 'hold'");
        await browser.Hold("Space");
        Assert.True(await IsTalking());
        await browser.Until("$('#partial').textContent.includes('a')");
        await browser.Release("Space");
        Assert.False(await IsTalking());
        await browser.Until("$$('#finals .word').length > 0"); // The sound itself goes on without a pause.
        Assert.True(await browser.Is("$('#hold').checked"));

        // With the focus on a button as well; in a text field it writes a space.
        await browser.Evaluate("$('#listen').focus()");
        await browser.Hold("Space");
        Assert.True(await IsTalking());
        await browser.Release("Space");
        Assert.True(await browser.Is("$('#listen').getAttribute('aria-pressed') === 'true'"));
        await browser.Click("phrases");
        await browser.Hold("Space");
        Assert.False(await IsTalking());
        await browser.Release("Space");
        Assert.True(await browser.Is("$('#phrases').value === ' '"));

        // Keys lead out of it: Enter presses what has the focus, Escape unticks the box.
        await browser.Evaluate("$('#listen').focus()");
        await browser.Press("Escape");
        Assert.True(await browser.Is("!$('#hold').checked && $('#talk').disabled"));
        await browser.Press("Enter");
        Assert.True(await browser.Is("$('#listen').getAttribute('aria-pressed') === 'false'"));

        Task<bool> IsTalking() => browser.Is("$('#talk').getAttribute('aria-pressed') === 'true'");
    }

    [Fact]
    public async Task A_page_whose_connection_was_lost_keeps_its_text_goes_on_by_itself_and_saves_it_all()
    {
        Browser browser = await Open("___" + string.Concat(Enumerable.Repeat("ba_____", 40)));
        await browser.Click("listen");
        await browser.Until("$$('#finals .word').length >= 1");
        await _served!.Stop();
        await browser.Until("$('#state').textContent.endsWith('trying again')");
        int before = (await browser.Evaluate("$$('#finals .word').length")).GetInt32();
        using ServedPage second = await ServedPage.Start(_bench, port: _served.Address.Port, "--idle", "1");
        await browser.Until($"$$('#finals .word').length > {before}");

        // Times go on where they were.
        Assert.True(await browser.Is("(times => times.every((t, i) => i === 0 || t >= times[i - 1]))($$('#finals .word').map(w => parseFloat(w.title)))"));

        // The program lets go of a page that is idle; it is there again when it is needed.
        await browser.Click("listen");
        await browser.Until("$('#state').textContent.includes('nothing came for 1 s')");
        before = (await browser.Evaluate("$$('#finals .word').length")).GetInt32();
        await browser.Click("listen");
        await browser.Until($"$$('#finals .word').length > {before}");

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
        await browser.Until("$('#state')?.textContent.startsWith('too many pages are open')");
    }

    [Fact]
    public async Task What_is_wrong_with_a_phrase_list_stands_beside_it_and_what_is_not_in_it_is_not_understood()
    {
        Browser browser = await Open("___" + string.Concat(Enumerable.Repeat("babab_____", 40)));
        await browser.Click("listen");
        await Write("(ab|");
        await browser.Until("$('#phrases-state').textContent.startsWith('phrases, line 1, column')");
        await browser.Until("$('#state').textContent.includes(' heard, ')"); // What is told again and again stands elsewhere.
        Assert.True(await browser.Is("$('#phrases-state').classList.contains('error')"));
        await Write("[ab] ab");
        await browser.Until("$('#phrases-state').textContent.startsWith('2 phrases')");
        await browser.Until("$('#finals .rejected')");

        Task Write(string phrases) => browser.Evaluate($"$('#phrases').value = '{phrases}'; $('#phrases').dispatchEvent(new Event('input'))");
    }

    [Fact]
    public async Task The_words_of_the_captions_are_one_stop_of_the_Tab_key()
    {
        Browser browser = await Open("___ba ab ba ab_____");
        await browser.Click("listen");
        await browser.Until("$$('#finals .word').length >= 4");
        await browser.Evaluate("$('#finals').focus()");
        await browser.Press("Tab");
        Assert.True(await browser.Is("document.activeElement === $$('#finals .word').at(-1)"));
        await browser.Press("ArrowLeft");
        Assert.True(await browser.Is("document.activeElement === $$('#finals .word').at(-2)"));
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
        Browser browser = await Open("_");
        await browser.Call("Emulation.setDeviceMetricsOverride", new { width, height = 800, deviceScaleFactor = 1, mobile = width < 600 });
        await browser.Call("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } });
        Assert.True(await browser.Is("document.documentElement.scrollWidth <= innerWidth"));
        // WCAG's contrast of every text with what lies behind it, and a name for everything that can be used.
        JsonElement weak = await browser.Evaluate(Contrast);
        Assert.True(weak.GetArrayLength() == 0, weak.ToString());
        JsonElement nameless = await browser.Evaluate("$$('button, input, textarea').filter(e => !e.textContent.trim() && !e.labels?.length && !e.ariaLabel).map(e => e.outerHTML)");
        Assert.True(nameless.GetArrayLength() == 0, nameless.ToString());
    }

    // The page, ready to listen; its microphone hears the letters from then on.
    private async Task<Browser> Open(string letters)
    {
        _served = await ServedPage.Start(_bench);
        _browser = await Browser.Open(_served.Address, _bench.Speak("speech.wav", letters));
        await _browser.Until("$('#listen') && !$('#listen').disabled");
        return _browser;
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
