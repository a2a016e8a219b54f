using System.Globalization;
using EmbeddedSeq.Audio;
using EmbeddedSeq.GameLoop;
using EmbeddedSeq.Runtime;

// Say left, right, up, down, stop. Plays without recognition, then with it, and prints what the frames of both took.
try
{
    LoopOptions options = LoopOptions.Parse(args);
    SpeechModel model = SpeechModel.Load(options.Model);
    model.Warmup();
    Run(options, model);
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine($"GameLoop: {e.Message}. {LoopOptions.Usage}");
    return 2;
}
catch (Exception e) when (e is IOException or AudioFormatException or EmbeddedSeq.Runtime.Model.ModelFormatException or PlatformNotSupportedException)
{
    Console.Error.WriteLine($"GameLoop: {e.Message}");
    return 1;
}

static void Run(LoopOptions options, SpeechModel model)
{
    bool draws = options.Audio is null && !Console.IsOutputRedirected;
    using Stream? terminal = draws ? Console.OpenStandardOutput() : null;
    terminal?.Write("\e[2J"u8);
    // With a second of silence behind it: it is played again and again.
    float[]? recording = options.Audio is { } file ? [.. AudioFile.ReadMono(file, model.SampleRate), .. new float[model.SampleRate]] : null;
    SpeechRecognizerOptions listening = VoiceCommands.Listening(model);

    // Once around with a second of noise, so that every method is compiled before frames count.
    var random = new Random(1);
    float[] noise = [.. Enumerable.Range(0, model.SampleRate).Select(_ => 0.5f * random.NextSingle() - 0.25f)];
    _ = new Loop(new Scene(terminal), 60).Play(new SpeechRecognizer(model, listening), noise);
    FrameTimes without = new Loop(new Scene(terminal), options.Frames).Play();

    var scene = new Scene(terminal);
    var loop = new Loop(scene, options.Frames);
    var recognizer = new SpeechRecognizer(model, listening);
    using Microphone? microphone = recording is null ? Microphone.Open(null, model.SampleRate) : null;
    if (microphone is not null) microphone.SamplesAvailable += samples => recognizer.Push(samples); // On the microphone's thread.
    microphone?.Start();
    FrameTimes with = loop.Play(recognizer, recording);
    microphone?.Stop();

    foreach ((Command command, TimeSpan time) in loop.Obeyed) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s  {command}"));
    Console.WriteLine($"stands at {scene.X}, {scene.Y}");
    FrameTimes.Write(Console.Out, without, with);
}
