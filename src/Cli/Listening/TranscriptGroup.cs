using EmbeddedSeq.Cli.Transcription;
using EmbeddedSeq.Runtime;

namespace EmbeddedSeq.Cli.Listening;

/// <summary>Results that go to several places.</summary>
internal sealed class TranscriptGroup(IReadOnlyList<Transcript> parts) : Transcript
{
    public override void Partial(in SpeechResult result, TimeSpan heard)
    {
        foreach (Transcript part in parts) part.Partial(result, heard);
    }

    public override void Final(in SpeechResult result, TimeSpan heard)
    {
        foreach (Transcript part in parts) part.Final(result, heard);
    }

    public override void End()
    {
        foreach (Transcript part in parts) part.End();
    }
}
