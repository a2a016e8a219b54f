namespace EmbeddedSeq.Runtime.Tests;

/// <summary>A stream that cannot keep up says so once and never grows.</summary>
public sealed class OverloadTests
{
    private static readonly SpeechModel Model = new(RandomModel.Create(12, [8]));
    private readonly List<StreamOverload> _reports = [];

    [Fact]
    public void It_is_reported_once_until_the_stream_has_recovered()
    {
        SpeechRecognizer recognizer = Create();
        for (int i = 0; i < 100; i++)
        {
            // 0.1 s of sound for every step of 30 ms.
            recognizer.Push(new float[1600]);
            recognizer.Tick(TimeSpan.Zero);
            Assert.InRange(recognizer.Backlog, TimeSpan.Zero, TimeSpan.FromSeconds(32768 / 16000.0));
        }
        StreamOverload report = Assert.Single(_reports);
        Assert.True(recognizer.IsOverloaded);
        Assert.InRange(report.Backlog, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(32768 / 16000.0));
        Assert.InRange(report.RefusedSamples, 1, 1600);
        Assert.True(recognizer.RefusedSamples > 60000, $"{recognizer.RefusedSamples}");

        recognizer.Tick();
        recognizer.Tick();
        Assert.False(recognizer.IsOverloaded);
        Assert.Single(_reports);
        Assert.Equal(32768, recognizer.Push(new short[40000]));
        recognizer.Tick();
        Assert.Equal(40000 - 32768, _reports[1].RefusedSamples);
    }

    [Fact]
    public void A_host_that_pauses_too_long_hears_of_it_too()
    {
        SpeechRecognizer recognizer = Create();
        for (int i = 0; i < 500; i++) recognizer.Push(new float[160]);
        recognizer.Tick();
        Assert.Equal(500 * 160 - 32768, Assert.Single(_reports).RefusedSamples);
    }

    [Fact]
    public void A_stream_that_keeps_up_reports_nothing()
    {
        SpeechRecognizer recognizer = Create();
        for (int i = 0; i < 500; i++)
        {
            recognizer.Push(new float[480]);
            recognizer.Tick();
        }
        Assert.Empty(_reports);
        Assert.Equal((false, 0), (recognizer.IsOverloaded, recognizer.RefusedSamples));
    }

    [Fact]
    public void The_handler_may_reset_the_stream_and_take_it_out_of_its_batch()
    {
        var batch = new StreamBatch(Model);
        SpeechRecognizer slow = Create(), other = new(Model);
        slow.Overloaded += _ =>
        {
            slow.Reset();
            batch.Remove(slow);
        };
        batch.Add(slow);
        batch.Add(other);
        slow.Push(new float[40000]);
        batch.Tick(TimeSpan.Zero);
        Assert.Single(_reports);
        Assert.Equal((TimeSpan.Zero, 1), (slow.Backlog, batch.Count));
    }

    private SpeechRecognizer Create()
    {
        var recognizer = new SpeechRecognizer(Model, new SpeechRecognizerOptions { BufferLength = TimeSpan.FromSeconds(2) });
        recognizer.Overloaded += _reports.Add;
        return recognizer;
    }
}
