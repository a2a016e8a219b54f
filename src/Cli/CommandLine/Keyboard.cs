namespace EmbeddedSeq.Cli.CommandLine;

/// <summary>Keys as they are pressed in a terminal.</summary>
internal static class Keyboard
{
    /// <summary>
    /// Tells of every key from now on, also of those typed ahead, in their order, on a thread of its own. From then on the terminal does
    /// not show what is typed: a thread that always waits for a key keeps it so, asking now and then would not.
    /// </summary>
    public static void Watch(Action<ConsoleKey> pressed) => new Thread(() => Read(pressed)) { Name = "keys", IsBackground = true }.Start();

    private static void Read(Action<ConsoleKey> pressed)
    {
        try
        {
            // What has neither key nor character is the end of the input.
            while (Console.ReadKey(intercept: true) is var key && (key.Key, key.KeyChar) != default) pressed(key.Key);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The terminal is gone, and with it whoever pressed keys.
        }
    }
}
