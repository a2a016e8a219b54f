namespace EmbeddedSeq.Cli.Tests.Serving;

/// <summary>eseq serve, with the model of the workbench.</summary>
internal sealed class ServedPage : IDisposable
{
    private readonly Eseq _eseq;

    private ServedPage(Eseq eseq, Uri address) => (_eseq, Address) = (eseq, address);

    /// <summary>http://127.0.0.1:PORT/.</summary>
    public Uri Address { get; }

    /// <summary>Starts it on a free port and waits until it can be reached.</summary>
    public static Task<ServedPage> Start(Workbench bench, params string[] options) => Start(bench, port: 0, options);

    /// <summary>Starts it on a port of which it is known that it is free.</summary>
    public static async Task<ServedPage> Start(Workbench bench, int port, params string[] options)
    {
        Eseq eseq = Eseq.Start(["serve", "--port", $"{port}", "--model", bench.Model, .. options]);
        string address = "";
        await eseq.Writes(line => (address = line).StartsWith("http://", StringComparison.Ordinal));
        return new ServedPage(eseq, new Uri(address));
    }

    /// <summary>A page's connection.</summary>
    public Task<LivePage> Connect(string? origin = null) => LivePage.Connect(Address, origin);

    /// <summary>Presses Ctrl-C and waits for the end.</summary>
    public Task<Outcome> Stop()
    {
        _eseq.Interrupt();
        return _eseq.Ended();
    }

    public void Dispose() => _eseq.Dispose();
}
