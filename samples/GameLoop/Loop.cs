using System.Diagnostics;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.GameLoop;

/// <summary>READ FIRST: sixty times a second, listen for a share of the frame, obey, move, draw.</summary>
/// <param name="scene">What is played.</param>
/// <param name="frames">How long.</param>
internal sealed class Loop(Scene scene, int frames)
{
    /// <summary>The commands obeyed and when, from the loop's start.</summary>
    public List<(Command Command, TimeSpan Time)> Obeyed { get; } = new(capacity: 256);

    /// <summary>Plays without anybody listening.</summary>
    public FrameTimes Play() => Play(null, null);

    /// <summary>Plays to somebody's commands.</summary>
    /// <param name="recognizer">Its stream begins with the loop.</param>
    /// <param name="recording">Samples to be pushed at the pace of time, again and again; null if a microphone pushes.</param>
    public FrameTimes Play(SpeechRecognizer? recognizer, float[]? recording)
    {
        VoiceCommands? voice = recognizer is null ? null : new VoiceCommands(recognizer);
        long pushed = 0;
        var times = new FrameTimes(frames);
        long start = Stopwatch.GetTimestamp();
        for (int frame = 0; frame < frames; frame++)
        {
            Frame.Await(frame, start);
            times.Begin();
            TimeSpan now = Frame.Start(frame + 1);
            for (long end = recording is null ? 0 : (long)(now.TotalSeconds * recognizer!.Model.SampleRate); pushed < end;)
            {
                int at = (int)(pushed % recording!.Length);
                pushed += recognizer!.Push(recording.AsSpan(at, (int)Math.Min(end - pushed, recording.Length - at)));
            }
            voice?.Update(Frame.Budget);
            while (voice is not null && voice.TryDequeue(out Command command))
            {
                scene.Obey(command);
                Obeyed.Add((command, now));
            }
            scene.Step();
            times.End();
        }
        times.Finish();
        return times;
    }
}
