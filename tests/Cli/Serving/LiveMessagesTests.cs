using System.Text;
using EmbeddedSeq.Cli.Serving;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Tests;

namespace EmbeddedSeq.Cli.Tests.Serving;

public sealed class LiveMessagesTests
{
    [Fact]
    public void A_message_is_whole_whatever_was_written_before_it()
    {
        MessageDraft.Begin("left unfinished").WriteStartArray("words");
        LiveMessage longer = LiveMessages.Error(new string('x', 5000), "phrases"), shorter = LiveMessages.Phrases(3);
        Assert.Equal($$"""{"type":"error","message":"{{new string('x', 5000)}}","about":"phrases"}""", Encoding.UTF8.GetString(longer.Text.Span));
        Assert.Equal("""{"type":"phrases","count":3}""", Encoding.UTF8.GetString(shorter.Text.Span));
    }

    // What is allocated lies in memory until it is collected, on some machines for minutes.
    [Fact]
    public void Messages_of_a_page_that_speaks_allocate_nothing()
    {
        var recognizer = new SpeechRecognizer(ToneModel.Create());
        recognizer.Push(ToneModel.Speak("ab ba"));
        var voice = new VoiceLevel(-30, -60, IsSpeech: true);
        float[] vectors = new float[2 * 128];
        void Write()
        {
            LiveMessages.Text(recognizer.Flush(), TimeSpan.FromSeconds(2), utterance: 1, isRejected: false).Release();
            LiveMessages.State(TimeSpan.FromSeconds(2), TimeSpan.Zero, dropped: 0, voice).Release();
            LiveMessages.Vectors(utterance: 1, vectors, dimension: 128).Release();
        }
        Write();
        Assert.Equal(0, AllocatedBytes.Least(Write));
    }
}
