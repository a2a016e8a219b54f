using System.Diagnostics;

namespace EmbeddedSeq.GameLoop;

/// <summary>The beat of 60 frames a second.</summary>
internal static class Frame
{
    public const double Milliseconds = 1000.0 / 60;

    /// <summary>What recognition may take of a frame.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(4);

    /// <summary>When a frame begins, from the first one's beginning.</summary>
    public static TimeSpan Start(int frame) => TimeSpan.FromTicks(frame * TimeSpan.TicksPerSecond / 60);

    /// <summary>Sleeps until shortly before the frame begins and stays awake for the rest: a sleep alone may last a millisecond longer.</summary>
    public static void Await(int frame, long start)
    {
        for (TimeSpan early; (early = Start(frame) - Stopwatch.GetElapsedTime(start)) > TimeSpan.Zero;)
        {
            if (early > TimeSpan.FromMilliseconds(2)) Thread.Sleep(early - TimeSpan.FromMilliseconds(2));
            else Thread.SpinWait(50);
        }
    }
}
