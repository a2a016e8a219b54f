using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using EmbeddedSeq.Cli.CommandLine;
using EmbeddedSeq.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>READ FIRST: the page's files, and /live, the WebSocket of each page. One model and one thread recognise for all.</summary>
internal static class LiveServer
{
    /// <summary>Serves until cancelled.</summary>
    /// <param name="model">What listens.</param>
    /// <param name="options">How the streams of all pages begin.</param>
    /// <param name="words">What makes vectors of words and compares the voices of keywords; null for none.</param>
    /// <param name="endPoint">Where the page is.</param>
    /// <param name="limits">What a page may cost.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CommandException">The port is taken, or the address is not this machine's.</exception>
    /// <exception cref="ArithmeticException">The network overflowed.</exception>
    public static async Task Run(SpeechModel model, SpeechRecognizerOptions options, EmbeddingModel? words, IPEndPoint endPoint, ServeLimits limits, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? failure = null;
        using var loop = new RecognitionLoop(model, e =>
        {
            failure = e;
            stop.Cancel();
        });
        using WordSounds? sounds = words is null ? null : new WordSounds(words);
        await using WebApplication server = Build(endPoint, limits);
        MapLive(server, limits, socket => new LiveClient(socket, model, options, sounds, limits).Run(loop, stop.Token));
        try
        {
            await server.StartAsync(stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new CommandException($"cannot listen on {endPoint}: {e.Message.TrimEnd('.')}; --port N or --address IP choose another place");
        }
        string url = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine($"{url}/");
        Console.Error.WriteLine("eseq: open this address in a browser; Ctrl-C ends");
        stop.Token.WaitHandle.WaitOne();
        await server.StopAsync(CancellationToken.None);
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        cancellation.ThrowIfCancellationRequested();
    }

    private static WebApplication Build(IPEndPoint endPoint, ServeLimits limits)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear(); // What happens is decided by the command line alone.
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>(); // Ctrl-C is the command line's.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Some more than there may be pages, so that one too many is told so.
            kestrel.Limits.MaxConcurrentConnections = 2 * limits.Clients + 16;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication server = builder.Build();
        server.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        if (IPAddress.IsLoopback(endPoint.Address)) server.Use(RefuseStrangers);
        server.Use(PageFiles.Serve);
        return server;
    }

    private static void MapLive(WebApplication server, ServeLimits limits, Func<WebSocket, Task> serve)
    {
        var places = new SemaphoreSlim(limits.Clients);
        server.Run(context => Answer(context, places, serve));
    }

    private static async Task Answer(HttpContext context, SemaphoreSlim places, Func<WebSocket, Task> serve)
    {
        if (context.Request.Path != "/live")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (!IsOwnPage(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        if (!context.WebSockets.IsWebSocketRequest)
        {
            // A browser does not tell its page why a connection was refused: the page asks so.
            context.Response.StatusCode = places.CurrentCount == 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest;
            return;
        }
        if (!places.Wait(0))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await serve(socket);
        }
        finally
        {
            places.Release();
        }
    }

    // A page of another site that a browser on this machine shows could otherwise listen in under a name that leads here.
    private static Task RefuseStrangers(HttpContext context, RequestDelegate next)
    {
        string host = context.Request.Host.Host;
        if (host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address))) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool IsOwnPage(HttpRequest request) =>
        request.Headers.Origin.Count == 0 || (Uri.TryCreate(request.Headers.Origin[0], UriKind.Absolute, out Uri? origin) && origin.Authority == request.Host.Value);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
