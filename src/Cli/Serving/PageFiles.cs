using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace EmbeddedSeq.Cli.Serving;

/// <summary>The files of Page/, which are built into the program.</summary>
internal static class PageFiles
{
    private static readonly Assembly Program = typeof(PageFiles).Assembly;

    /// <summary>Answers requests for the page's files; others go on.</summary>
    public static async Task Serve(HttpContext context, RequestDelegate next)
    {
        string name = context.Request.Path == "/" ? "index.html" : context.Request.Path.Value!.TrimStart('/');
        await using Stream? file = ContentType(name) is { } type && HttpMethods.IsGet(context.Request.Method) ? Program.GetManifestResourceStream($"page/{name}") : null;
        if (file is null)
        {
            await next(context);
            return;
        }
        context.Response.ContentType = ContentType(name);
        context.Response.ContentLength = file.Length;
        // Nothing but these files and the connection to this program, whatever is typed or said.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static string? ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => null,
    };
}
