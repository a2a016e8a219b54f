using System.Globalization;
using System.Runtime.InteropServices;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Cli.Tests;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Native.Tests;

/// <summary>The programs of samples/NativeHost hear what the managed recogniser hears.</summary>
public sealed class NativeHostTests
{
    private static readonly string Model = Repository.File("models/english/english.eseq");

    // Under valgrind nothing of it may be wrong in the program's own code.
    [Theory]
    [InlineData("digits", true)]
    [InlineData("go-left", false)]
    public async Task The_program_in_c_writes_the_managed_text(string sample, bool isChecked)
    {
        string wav = Repository.File($"samples/{sample}.wav");
        using var program = new NativeProgram(Repository.File("samples/NativeHost/transcribe.c"));
        ProgramOutcome outcome = isChecked ? await program.RunChecked(NativeProgram.Library, Model, wav) : await program.Run([], NativeProgram.Library, Model, wav);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        (string text, TimeSpan start, TimeSpan end, _) = Recognize(Samples(sample));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{start.TotalSeconds:F2} - {end.TotalSeconds:F2}  {text}\n"), outcome.Output);
    }

    [Fact]
    public async Task The_program_in_cpp_writes_the_managed_words_and_times()
    {
        short[] samples = Samples("digits");
        using var program = new NativeProgram(Repository.File("samples/NativeHost/transcribe.cpp"));
        ProgramOutcome outcome = await program.Run(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), NativeProgram.Library, Model);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        (string text, _, _, string[] words) = Recognize(samples);
        Assert.Equal([text, .. words], outcome.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_options_do_what_they_say_and_a_state_goes_on_elsewhere()
    {
        short[] samples = Samples("digits");
        using var program = new NativeProgram(Path.Combine(AppContext.BaseDirectory, "Programs", "options.cpp"));
        ProgramOutcome outcome = await program.Run(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), NativeProgram.Library, Model, Repository.File("models/english-lm/english.lm"));
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        const string Digits = "one two three four five";
        string[] expected =
        [
            $"flushed: {Digits} 50", $"first: {Digits} 1", $"second: {Digits} 1", "other knowledge: -10", $"again: {Digits} 1",
            $"listed: {Digits} 1", "listed rejected:  1", $"open: {Digits} 1", "hot: won two three four five 1",
        ];
        Assert.Equal(expected, outcome.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_recurrent_language_model_gives_the_managed_words_and_times()
    {
        string words = Repository.File("models/english-lm/english.lm"), recurrent = Repository.File("models/english-lm/english.eseq");
        // With some noise it depends on the recurrent model whether "left" is understood.
        var noise = new Random(1);
        short[] samples = [.. Samples("go-left").Select(s => (short)Math.Clamp(s + noise.Next(-1000, 1001), short.MinValue, short.MaxValue))];
        using var program = new NativeProgram(Path.Combine(AppContext.BaseDirectory, "Programs", "recurrent.cpp"));
        ProgramOutcome outcome = await program.Run(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), NativeProgram.Library, Model, words, recurrent);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        SpeechRecognizerOptions options = new() { LanguageModel = NgramModel.Load(words), DetectEndpoints = false };
        (string text, _, _, string[] lines) = Recognize(samples, options with { RecurrentLanguageModel = RecurrentLanguageModel.Load(recurrent) });
        (string plain, _, _, string[] plainLines) = Recognize(samples, options);
        Assert.NotEqual(plain, text);
        string[] output = outcome.Output.TrimEnd('\n').Split('\n');
        string[] expected = [$"with: {text}", .. lines, $"without: {plain}", .. plainLines, "other knowledge: -10", $"restored: {text}", .. lines, $"changed: {text}"];
        Assert.Equal(expected, output[..expected.Length]);
        // Times count on in the stream's second utterance.
        Assert.Contains($"cleared: {plain}", output);
    }

    [Fact]
    public async Task The_program_in_c_takes_phrases()
    {
        using var program = new NativeProgram(Repository.File("samples/NativeHost/transcribe.c"));
        ProgramOutcome outcome = await program.Run([], NativeProgram.Library, Model, Repository.File("samples/go-left.wav"), "go left and then right\ngo right and then left\nstop");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.EndsWith("  go left and then right\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_tells_what_is_wrong()
    {
        using var program = new NativeProgram(Repository.File("samples/NativeHost/transcribe.c"));
        ProgramOutcome noModel = await program.Run([], NativeProgram.Library, "none.eseq", "none.wav");
        Assert.Equal(1, noModel.ExitCode);
        Assert.Matches("^transcribe: load: .*none.eseq", noModel.Error);
        ProgramOutcome noLibrary = await program.Run([], "/nowhere", Model, "none.wav");
        Assert.Equal(1, noLibrary.ExitCode);
        Assert.Matches(@"^transcribe: start: \.NET cannot be started: .*/nowhere/EmbeddedSeq\.Native\.runtimeconfig\.json", noLibrary.Error);
    }

    private static short[] Samples(string sample) => [.. AudioFile.ReadMono(Repository.File($"samples/{sample}.wav"), 16000).Select(s => (short)(s * 32768))];

    private static (string Text, TimeSpan Start, TimeSpan End, string[] Words) Recognize(short[] samples, SpeechRecognizerOptions? options = null)
    {
        var recognizer = new SpeechRecognizer(SpeechModel.Load(Model), (options ?? new SpeechRecognizerOptions()) with { BufferLength = TimeSpan.FromSeconds(10) });
        recognizer.Push(samples);
        recognizer.EndUtterance();
        recognizer.Tick();
        while (recognizer.TryRead(out SpeechResult result))
        {
            if (!result.IsFinal) continue;
            string[] words = [.. result.Words.ToArray().Select(w => string.Create(CultureInfo.InvariantCulture, $"  {w} {w.Start.TotalSeconds} {w.End.TotalSeconds}"))];
            return (result.ToString(), result.Start, result.End, words);
        }
        throw new InvalidOperationException("No final result.");
    }
}
