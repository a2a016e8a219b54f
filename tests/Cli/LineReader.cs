using System.Diagnostics;

namespace EmbeddedSeq.Cli.Tests;

/// <summary>Reads a stream line by line while it is being written.</summary>
internal sealed class LineReader
{
    /// <summary>How long something may take that has to happen: long, because a test machine may be busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<string> _lines = [];
    private readonly Task _reading;

    public LineReader(StreamReader stream) => _reading = Task.Run(async () =>
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            lock (_lines) _lines.Add(line);
        }
    });

    /// <summary>Waits until a line fulfils the condition.</summary>
    public async Task Find(Predicate<string> condition)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            bool ended = _reading.IsCompleted;
            lock (_lines)
            {
                if (_lines.Exists(condition)) return;
            }
            if (ended || clock.Elapsed > Patience) throw new InvalidOperationException($"The line did not come. What came: {string.Join('\n', _lines)}");
            await Task.Delay(5);
        }
    }

    /// <summary>Waits for the end of the stream; all of its text.</summary>
    public async Task<string> ToEnd()
    {
        await _reading.WaitAsync(Patience);
        return string.Concat(_lines.Select(l => l + "\n"));
    }
}
