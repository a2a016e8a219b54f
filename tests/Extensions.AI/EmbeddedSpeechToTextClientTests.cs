using System.Buffers.Binary;
using System.Text;
using EmbeddedSeq.Audio;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Decoding;
using EmbeddedSeq.Runtime.Tests;
using Microsoft.Extensions.AI;
using Kind = Microsoft.Extensions.AI.SpeechToTextResponseUpdateKind;

namespace EmbeddedSeq.Extensions.AI.Tests;

public sealed class EmbeddedSpeechToTextClientTests
{
    private static readonly SpeechModel Tones = ToneModel.Create();
    private readonly ISpeechToTextClient _client = Tones.AsISpeechToTextClient();

    [Fact]
    public async Task A_stream_opens_grows_is_final_and_closes()
    {
        List<SpeechToTextResponseUpdate> updates = await Updates(new OneWayStream(Wav(ToneModel.Speak("ab____ba")), most: 3201));
        Assert.Equal([Kind.SessionOpen, Kind.TextUpdating, Kind.TextUpdating, Kind.TextUpdated, Kind.TextUpdating, Kind.TextUpdating, Kind.TextUpdated, Kind.SessionClose], updates.Select(u => u.Kind));
        Assert.Equal(["", "a", "ab", "ab", "b", "ba", "ba", ""], updates.Select(u => u.Text));
        Assert.Single(updates.Select(u => u.ResponseId).Distinct());
        Assert.All(updates, u => Assert.Equal("tones", u.ModelId));

        SpeechToTextResponseUpdate last = updates[^2];
        Assert.Equal(2.6, last.StartTime!.Value.TotalSeconds, 0.06);
        Assert.Equal(3.2, last.EndTime!.Value.TotalSeconds, 0.06);
        TranscriptWord word = Assert.Single(Assert.IsType<Transcript>(last.RawRepresentation).Words);
        Assert.Equal(("ba", last.StartTime, last.EndTime), (word.Text, (TimeSpan?)word.Start, (TimeSpan?)word.End));
        Assert.InRange(word.Confidence, 0.5f, 1f);
    }

    [Fact]
    public async Task A_response_has_the_text_of_all_utterances()
    {
        using var stream = new MemoryStream(Wav(ToneModel.Speak("ab____ba")));
        SpeechToTextResponse response = await _client.GetTextAsync(stream);
        Assert.Equal(("ab ba", "tones"), (response.Text, response.ModelId));
        Assert.NotNull(response.ResponseId);
        Assert.Equal(0.2, response.StartTime!.Value.TotalSeconds, 0.06);
        Assert.Equal(3.2, response.EndTime!.Value.TotalSeconds, 0.06);
        Assert.Equal(["ab", "ba"], Assert.IsType<List<Transcript>>(response.RawRepresentation).Select(t => t.Text));
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task Silence_has_no_text()
    {
        Assert.Equal([Kind.SessionOpen, Kind.SessionClose], (await Updates(new MemoryStream(Wav(new float[100000])))).Select(u => u.Kind));
        SpeechToTextResponse response = await _client.GetTextAsync(new MemoryStream(Wav([])));
        Assert.Equal(("", null, null), (response.Text, response.StartTime, response.EndTime));
    }

    [Theory]
    [InlineData(8000, 1)]
    [InlineData(44100, 2)]
    [InlineData(48000, 1)]
    public async Task Any_rate_and_number_of_channels_says_the_same(int rate, int channels)
    {
        // The model's space, 4 kHz, is beyond what 8 kHz can hold.
        float[] samples = Resampler.Resample(ToneModel.Speak("ab_ba"), 16000, rate);
        Assert.Equal("abba", (await _client.GetTextAsync(new MemoryStream(Wav(samples, rate, channels)))).Text);
    }

    [Fact]
    public async Task Bare_samples_need_their_rate()
    {
        byte[] bare = Wav(ToneModel.Speak("ab"))[44..];
        Assert.Equal("ab", (await _client.GetTextAsync(new MemoryStream(bare), new SpeechToTextOptions { SpeechSampleRate = 16000 })).Text);
        Assert.Equal("ab", (await _client.GetTextAsync(new OneWayStream(bare, most: 7), new SpeechToTextOptions { SpeechSampleRate = 16000 })).Text);
        var e = await Assert.ThrowsAsync<AudioFormatException>(() => _client.GetTextAsync(new MemoryStream(bare)));
        Assert.Contains("WAV", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_run_at_once_without_hearing_each_other()
    {
        string[] texts = ["ab", "ba", "a b", "bab", "b a", "aa", "bb", "abab"];
        SpeechToTextResponse[] responses = await Task.WhenAll(texts.Select(t => _client.GetTextAsync(new OneWayStream(Wav(ToneModel.Speak(t)), most: 1000))));
        Assert.Equal(texts, responses.Select(r => r.Text));
        Assert.Equal(texts.Length, responses.Select(r => r.ResponseId).Distinct().Count());
    }

    [Fact]
    public async Task The_callers_stream_stays_open()
    {
        using var stream = new OneWayStream(Wav(ToneModel.Speak("a")), most: 500);
        await _client.GetTextAsync(stream);
        Assert.False(stream.IsClosed);
        _client.Dispose();
        Assert.False(stream.IsClosed);
    }

    [Fact]
    public async Task Cancellation_is_an_exception()
    {
        byte[] wav = Wav(ToneModel.Speak("abababab"));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetTextAsync(new MemoryStream(wav), cancellationToken: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Updates(new MemoryStream(wav), cancelled.Token));

        using var halfway = new CancellationTokenSource();
        var stream = new OneWayStream(wav, most: 500, at =>
        {
            if (at > wav.Length / 2) halfway.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetTextAsync(stream, cancellationToken: halfway.Token));
        Assert.False(stream.IsClosed);
    }

    [Fact]
    public async Task What_the_audio_lacks_is_told_and_the_text_comes_nevertheless()
    {
        byte[] wav = Wav(ToneModel.Speak("ab_"));
        List<SpeechToTextResponseUpdate> updates = await Updates(new MemoryStream(wav[..^6401]));
        Assert.Equal([Kind.TextUpdated, Kind.Error, Kind.SessionClose], updates[^3..].Select(u => u.Kind));
        Assert.Equal("ab", updates[^3].Text);
        Assert.Contains("ends before", Assert.IsType<ErrorContent>(Assert.Single(updates[^2].Contents)).Message, StringComparison.Ordinal);

        SpeechToTextResponse response = await _client.GetTextAsync(new MemoryStream(FloatWav([.. ToneModel.Speak("a"), float.NaN, .. ToneModel.Speak("b")])));
        Assert.Equal("ab", response.Text);
        Assert.StartsWith("1 samples", response.Contents.OfType<ErrorContent>().Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_audio_is_thrown()
    {
        await Assert.ThrowsAsync<AudioFormatException>(() => _client.GetTextAsync(new MemoryStream()));
        await Assert.ThrowsAsync<AudioFormatException>(() => _client.GetTextAsync(new MemoryStream(Encoding.ASCII.GetBytes("Dear Sir or Madam, this is no sound."))));
        await Assert.ThrowsAsync<AudioFormatException>(() => _client.GetTextAsync(new MemoryStream(Wav(ToneModel.Speak("a"))[..30])));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _client.GetTextAsync((Stream)null!));
        Assert.Throws<ArgumentNullException>(() => _client.GetStreamingTextAsync((Stream)null!));
    }

    [Fact]
    public async Task Options_of_the_recogniser_can_be_given_for_one_request()
    {
        var options = new SpeechToTextOptions { RawRepresentationFactory = _ => new SpeechRecognizerOptions { DetectEndpoints = false } };
        Assert.Equal("abba", (await _client.GetTextAsync(new MemoryStream(Wav(ToneModel.Speak("ab____ba"))), options)).Text);
        Assert.Equal("abba", (await Tones.AsISpeechToTextClient(new SpeechRecognizerOptions { DetectEndpoints = false }).GetTextAsync(new MemoryStream(Wav(ToneModel.Speak("ab____ba"))))).Text);
    }

    [Fact]
    public async Task What_no_phrase_has_is_an_update_without_text()
    {
        ISpeechToTextClient client = Tones.AsISpeechToTextClient(new SpeechRecognizerOptions { Phrases = PhraseList.Parse("ab", Tones.Spec) });
        byte[] wav = Wav(ToneModel.Speak("ab____bbab____ab____"));
        var updates = new List<SpeechToTextResponseUpdate>();
        await foreach (SpeechToTextResponseUpdate update in client.GetStreamingTextAsync(new MemoryStream(wav))) updates.Add(update);
        SpeechToTextResponseUpdate[] finals = [.. updates.Where(u => u.Kind == Kind.TextUpdated)];
        Assert.Equal(["ab", "", "ab"], finals.Select(u => u.Text));
        Assert.Equal([false, true, false], finals.Select(u => u.AdditionalProperties?["rejected"] is true));
        SpeechToTextResponse response = await client.GetTextAsync(new MemoryStream(wav));
        Assert.Equal("ab ab", response.Text);
        Assert.Equal([false, true, false], Assert.IsType<List<Transcript>>(response.RawRepresentation).Select(t => t.IsRejected));
    }

    [Fact]
    public void Services_are_found_by_their_type()
    {
        Assert.Same(_client, _client.GetService<ISpeechToTextClient>());
        Assert.Same(_client, _client.GetService<EmbeddedSpeechToTextClient>());
        Assert.Same(Tones, _client.GetService<SpeechModel>());
        Assert.Equal(("embeddedseq", "tones"), (_client.GetService<SpeechToTextClientMetadata>()!.ProviderName, _client.GetService<SpeechToTextClientMetadata>()!.DefaultModelId));
        Assert.Null(_client.GetService<string>());
        Assert.Null(_client.GetService<ISpeechToTextClient>("other"));
        Assert.Throws<ArgumentNullException>(() => _client.GetService(null!));
    }

    private async Task<List<SpeechToTextResponseUpdate>> Updates(Stream stream, CancellationToken cancellation = default)
    {
        var updates = new List<SpeechToTextResponseUpdate>();
        await foreach (SpeechToTextResponseUpdate update in _client.GetStreamingTextAsync(stream, cancellationToken: cancellation)) updates.Add(update);
        return updates;
    }

    private static byte[] Wav(float[] samples, int rate = 16000, int channels = 1)
    {
        short[] pcm = [.. samples.SelectMany(s => Enumerable.Repeat((short)(32767 * s), channels))];
        byte[] data = new byte[2 * pcm.Length];
        for (int i = 0; i < pcm.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(2 * i), pcm[i]);
        return [.. Header(tag: 1, rate, channels, bytesPerSample: 2, data.Length), .. data];
    }

    private static byte[] FloatWav(float[] samples)
    {
        byte[] data = [.. samples.SelectMany(BitConverter.GetBytes)];
        return [.. Header(tag: 3, 16000, 1, bytesPerSample: 4, data.Length), .. data];
    }

    private static byte[] Header(short tag, int rate, int channels, int bytesPerSample, int length)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write(tag);
        writer.Write((short)channels);
        writer.Write(rate);
        writer.Write(rate * channels * bytesPerSample);
        writer.Write((short)(channels * bytesPerSample));
        writer.Write((short)(8 * bytesPerSample));
        writer.Write("data"u8);
        writer.Write(length);
        writer.Flush();
        return stream.ToArray();
    }
}
