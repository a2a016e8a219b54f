using Spectre.Console;
using Spectre.Console.Rendering;

namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>The foot of a terminal, rewritten in place. What AnsiConsole writes meanwhile appears as lines above it.</summary>
internal sealed class LiveView
{
    // Spectre.Console 0.49 moves the cursor up by "0" lines to rewrite a view of one line, which terminals take for 1: a view has two lines at least.
    private static readonly Text LastLine = new(" ");
    private readonly LiveDisplayContext _context;

    private LiveView(LiveDisplayContext context) => _context = context;

    /// <summary>Shows the view until <paramref name="work"/> returns or throws; then it disappears.</summary>
    public static void Show(Action<LiveView> work) =>
        AnsiConsole.Live(LastLine).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).Start(context => work(new LiveView(context)));

    /// <summary>What the view shows from now on.</summary>
    public void Update(params IRenderable[] rows) => _context.UpdateTarget(new Rows([.. rows, LastLine]));
}
