using System.Net;
using System.Net.WebSockets;

namespace EmbeddedSeq.Cli.Tests.Serving;

/// <summary>Whom `eseq serve` lets in, and what it hands out.</summary>
public sealed class ServeAccessTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

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
