using System.ComponentModel;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EmbeddedSeq.Cli.Tests.Serving;

/// <summary>A headless Chromium whose microphone plays a recording, driven through its debugging protocol.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("eseq-browser-");
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private int _requests;

    private Browser(string microphone)
    {
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-audio-capture={microphone}%noloop", "--autoplay-policy=no-user-gesture-required",
            "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank",
        ];
        try
        {
            _process = Process.Start(new ProcessStartInfo("chromium", arguments) { RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("This test needs a browser: install the package chromium.");
        }
    }

    /// <param name="page">Address to open.</param>
    /// <param name="microphone">A WAV file, played once from the moment on when the page listens.</param>
    public static async Task<Browser> Open(Uri page, string microphone)
    {
        var browser = new Browser(microphone);
        string? line;
        do line = await browser._process.StandardError.ReadLineAsync().WaitAsync(LineReader.Patience) ?? throw new InvalidOperationException("Chromium has ended.");
        while (!line.StartsWith("DevTools listening on ", StringComparison.Ordinal));
        _ = browser._process.StandardError.ReadToEndAsync(); // Whatever else it complains about must not fill the pipe.
        using var client = new HttpClient();
        JsonElement targets = JsonDocument.Parse(await client.GetStringAsync($"http://127.0.0.1:{Port().Match(line).Groups[1].Value}/json")).RootElement;
        string tab = targets.EnumerateArray().First(t => t.GetProperty("type").GetString() == "page").GetProperty("webSocketDebuggerUrl").GetString()!;
        await browser._socket.ConnectAsync(new Uri(tab), CancellationToken.None).WaitAsync(LineReader.Patience);
        await browser.Call("Emulation.setFocusEmulationEnabled", new { enabled = true });
        await browser.Call("Page.navigate", new { url = page.AbsoluteUri });
        return browser;
    }

    /// <summary>Value of an expression in the page; $ and $$ find elements.</summary>
    public async Task<JsonElement> Evaluate(string expression)
    {
        JsonElement answer = await Call("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true, userGesture = true, includeCommandLineAPI = true });
        if (answer.TryGetProperty("exceptionDetails", out JsonElement error)) throw new InvalidOperationException($"{expression}: {error}");
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Whether an expression is true.</summary>
    public async Task<bool> Is(string condition) => (await Evaluate($"Boolean({condition})")).GetBoolean();

    /// <summary>Waits until an expression is true.</summary>
    public async Task Until(string condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await Is(condition))
        {
            if (clock.Elapsed > LineReader.Patience) throw new TimeoutException($"Not true: {condition}. The page: {await Evaluate("document.body.innerText")}");
            await Task.Delay(50);
        }
    }

    /// <summary>Clicks in the middle of an element with the mouse.</summary>
    public async Task Click(string id)
    {
        JsonElement place = await Evaluate($"(() => {{ const e = document.getElementById('{id}'); e.scrollIntoView({{ block: 'center' }}); const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; }})()");
        foreach (string type in new[] { "mousePressed", "mouseReleased" })
            await Call("Input.dispatchMouseEvent", new { type, x = place[0].GetDouble(), y = place[1].GetDouble(), button = "left", clickCount = 1 });
    }

    /// <summary>Presses a key, such as "Space", and lets it go.</summary>
    public async Task Press(string code)
    {
        await Hold(code);
        await Release(code);
    }

    /// <summary>Presses a key.</summary>
    public Task Hold(string code) => Key("keyDown", code);

    /// <summary>Lets a key go.</summary>
    public Task Release(string code) => Key("keyUp", code);

    private Task<JsonElement> Key(string type, string code)
    {
        (string key, int number, string text) = code switch
        {
            "Space" => (" ", 32, " "),
            "Enter" => (code, 13, "\r"),
            "Tab" => (code, 9, ""),
            "Escape" => (code, 27, ""),
            "ArrowLeft" => (code, 37, ""),
            _ => throw new ArgumentException($"Where is the key {code}?", nameof(code)),
        };
        return Call("Input.dispatchKeyEvent", new { type, code, key, windowsVirtualKeyCode = number, text = type == "keyDown" ? text : "" });
    }

    /// <summary>A method of the debugging protocol.</summary>
    public async Task<JsonElement> Call(string method, object parameters)
    {
        int id = ++_requests;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, true, CancellationToken.None);
        while (true)
        {
            JsonElement message = await Receive();
            if (message.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id)
                return message.TryGetProperty("result", out JsonElement result) ? result : throw new InvalidOperationException($"{method}: {message}");
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _profile.Delete(recursive: true);
    }

    private async Task<JsonElement> Receive()
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[65536];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().WaitAsync(LineReader.Patience);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonDocument.Parse(message.ToArray()).RootElement;
    }

    [GeneratedRegex(@"ws://[^/:]+:(\d+)/")]
    private static partial Regex Port();
}
