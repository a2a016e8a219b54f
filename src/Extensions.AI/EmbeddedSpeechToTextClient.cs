using System.Runtime.CompilerServices;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime;
using Microsoft.Extensions.AI;

namespace EmbeddedSeq.Extensions.AI;

/// <summary>
/// Speech to text with a local model, for programs that are written against Microsoft.Extensions.AI. Any number of requests may
/// run at once: each has a stream of its own over the shared model. Work is done on the thread pool.
/// </summary>
/// <remarks>
/// <para>
/// Audio is a WAV file of any rate and number of channels, or, if <see cref="SpeechToTextOptions.SpeechSampleRate"/> is set, also
/// bare 16-bit samples, little-endian, one channel. It is read as it arrives, never sought in and never closed.
/// </para>
/// <para>
/// A streaming request gives SessionOpen, then for every utterance TextUpdating each time its text has grown or changed (the whole
/// text so far) and TextUpdated once it is final, and in the end SessionClose. What the audio lacks without making it
/// useless, such as its end, is an Error update with an <see cref="ErrorContent"/> before SessionClose. What makes it useless is thrown.
/// The text of the whole is that of the TextUpdated updates, a space between them: it is what <see cref="GetTextAsync"/> gives.
/// </para>
/// <para>
/// With a phrase list, an utterance that has none of its phrases is a TextUpdated without text whose AdditionalProperties have
/// <c>rejected</c>, true: not understood.
/// </para>
/// <para>
/// The model decides about language; <see cref="SpeechToTextOptions.ModelId"/> and the languages are not looked at.
/// <see cref="SpeechToTextOptions.RawRepresentationFactory"/> may give <see cref="SpeechRecognizerOptions"/> for one request.
/// </para>
/// </remarks>
/// <param name="model">May be shared with other clients and recognisers.</param>
/// <param name="options">How each request listens; null for the defaults.</param>
public sealed class EmbeddedSpeechToTextClient(SpeechModel model, SpeechRecognizerOptions? options = null) : ISpeechToTextClient
{
    private const string Rejected = "rejected";
    private readonly SpeechToTextClientMetadata _metadata = new("embeddedseq", providerUri: null, model.Spec.Name);

    /// <inheritdoc/>
    /// <exception cref="AudioFormatException">The audio is not in a form that can be read; the message says what was expected.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public async Task<SpeechToTextResponse> GetTextAsync(Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default)
    {
        var transcripts = new List<Transcript>();
        var contents = new List<AIContent>();
        string? id = null;
        await foreach (SpeechToTextResponseUpdate update in GetStreamingTextAsync(audioSpeechStream, options, cancellationToken).ConfigureAwait(false))
        {
            id = update.ResponseId;
            if (update.Kind == SpeechToTextResponseUpdateKind.TextUpdated) transcripts.Add((Transcript)update.RawRepresentation!);
            else if (update.Kind == SpeechToTextResponseUpdateKind.Error) contents.AddRange(update.Contents);
        }
        contents.Insert(0, new TextContent(string.Join(' ', transcripts.Where(t => !t.IsRejected).Select(t => t.Text))));
        return new SpeechToTextResponse(contents)
        {
            ResponseId = id,
            ModelId = model.Spec.Name,
            StartTime = transcripts.FirstOrDefault()?.Start,
            EndTime = transcripts.LastOrDefault()?.End,
            RawRepresentation = transcripts,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="AudioFormatException">The audio is not in a form that can be read; the message says what was expected.</exception>
    /// <exception cref="ArithmeticException">The network overflowed: its weights are far too large.</exception>
    public IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audioSpeechStream);
        return Stream(audioSpeechStream, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(SpeechToTextClientMetadata)) return _metadata;
        if (serviceType == typeof(SpeechModel)) return model;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing to do: the model belongs to whoever made it.</summary>
    public void Dispose()
    {
    }

    private async IAsyncEnumerable<SpeechToTextResponseUpdate> Stream(Stream audio, SpeechToTextOptions? request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string id = Guid.NewGuid().ToString("N");
        SpeechToTextResponseUpdate Update(SpeechToTextResponseUpdateKind kind, params AIContent[] contents) => new(contents) { Kind = kind, ResponseId = id, ModelId = model.Spec.Name };

        SampleFormat? bare = request?.SpeechSampleRate is { } rate ? new SampleFormat(SampleEncoding.Pcm, rate, Channels: 1, BytesPerSample: 2) : null;
        AudioStreamReader reader = await AudioStreamReader.OpenAsync(audio, bare, cancellation).ConfigureAwait(false);
        var session = new TranscriptionSession(model, request?.RawRepresentationFactory?.Invoke(this) as SpeechRecognizerOptions ?? options, reader);
        yield return Update(SpeechToTextResponseUpdateKind.SessionOpen);
        do
        {
            foreach (Transcript transcript in await session.ReadAsync(cancellation).ConfigureAwait(false))
            {
                SpeechToTextResponseUpdate update = Update(transcript.IsFinal ? SpeechToTextResponseUpdateKind.TextUpdated : SpeechToTextResponseUpdateKind.TextUpdating, new TextContent(transcript.Text));
                (update.StartTime, update.EndTime, update.RawRepresentation) = (transcript.Start, transcript.End, transcript);
                if (transcript.IsRejected) update.AdditionalProperties = new() { [Rejected] = true };
                yield return update;
            }
        }
        while (!session.IsAtEnd);
        if (reader.IsTruncated) yield return Update(SpeechToTextResponseUpdateKind.Error, new ErrorContent("The audio ends before the length that its header gives; the text is that of the part that came."));
        if (reader.InvalidSamples > 0) yield return Update(SpeechToTextResponseUpdateKind.Error, new ErrorContent($"{reader.InvalidSamples} samples are no numbers, or louder than any sound; they were taken as silence."));
        yield return Update(SpeechToTextResponseUpdateKind.SessionClose);
    }
}
