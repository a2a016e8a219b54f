using System.Runtime.InteropServices;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;

namespace EmbeddedSeq.Native;

/// <content>What a stream knows of the words that it will hear.</content>
internal static unsafe partial class Exports
{
#pragma warning disable CA1031 // As in the rest: no exception leaves.

    [UnmanagedCallersOnly(EntryPoint = "eseq_load_language_model")]
    public static int LoadLanguageModel(byte* path, ulong* model)
    {
        try
        {
            if (model is null) throw Null("model");
            *model = 0;
            *model = Handles.Add(NgramModel.Load(Text(path, "path")));
            return 0;
        }
        catch (TextFormatException e)
        {
            return LastError.Set(new NativeException(ErrorCode.Model, e.Message));
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_load_recurrent_language_model")]
    public static int LoadRecurrentLanguageModel(byte* path, ulong* model)
    {
        try
        {
            if (model is null) throw Null("model");
            *model = 0;
            *model = Handles.Add(RecurrentLanguageModel.Load(Text(path, "path")));
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_set_phrases")]
    public static int SetPhrases(ulong stream, byte* phrases, int sequences)
    {
        try
        {
            Handles.Get<NativeStream>(stream, Stream).SetPhrases(phrases is null ? null : Text(phrases, "phrases"), sequences != 0);
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_set_hot_words")]
    public static int SetHotWords(ulong stream, byte* words)
    {
        try
        {
            Handles.Get<NativeStream>(stream, Stream).SetHotWords(words is null ? null : Text(words, "hot_words"));
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_set_language_model")]
    public static int SetLanguageModel(ulong stream, ulong model)
    {
        try
        {
            Handles.Get<NativeStream>(stream, Stream).SetLanguageModel(Words(model));
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "eseq_set_recurrent_language_model")]
    public static int SetRecurrentLanguageModel(ulong stream, ulong model)
    {
        try
        {
            Handles.Get<NativeStream>(stream, Stream).SetRecurrentLanguageModel(model == 0 ? null : Handles.Get<RecurrentLanguageModel>(model, RecurrentModel));
            return 0;
        }
        catch (Exception e)
        {
            return LastError.Set(e);
        }
    }
#pragma warning restore CA1031

    private static NgramModel? Words(ulong model) => model == 0 ? null : Handles.Get<NgramModel>(model, LanguageModel);

    private static SpeechRecognizerOptions Options(in NativeOptions options, SpeechModel model)
    {
        SpeechRecognizerOptions defaults = new();
        return defaults with
        {
            LanguageModel = Words(options.LanguageModel),
            Phrases = options.Phrases is null ? null : PhraseList.Parse(Text(options.Phrases, "phrases"), model.Spec, options.PhraseSequences != 0, "phrases"),
            HotWords = options.HotWords is null ? null : HotWords.Parse(Text(options.HotWords, "hot_words"), model.Spec, "hot_words"),
            SilenceAfterSpeech = options.SilenceAfterSpeech == 0 ? defaults.SilenceAfterSpeech : Seconds(options.SilenceAfterSpeech, "silence_after_speech"),
            DetectEndpoints = options.PushToTalk == 0,
            Beam = options.Beam == 0 ? null : new BeamSearchOptions { Width = options.Beam },
        };
    }

    // What is beyond a TimeSpan is beyond the range of every option.
    private static TimeSpan Seconds(double seconds, string name) =>
        Math.Abs(seconds) < 1e9 ? TimeSpan.FromSeconds(seconds) : throw new NativeException(ErrorCode.Argument, $"{name}: expected a number of seconds, found {seconds}");
}
