using EmbeddedSeq.Audio;
using EmbeddedSeq.Audio.Adapters;
using EmbeddedSeq.Runtime;
using NAudio.Wave;

// usage: NAudioHost MODEL [WAV]: a recording through NAudio, or its microphone until a key is pressed.
SpeechModel model = SpeechModel.Load(args[0]);
var recognizer = new SpeechRecognizer(model, new SpeechRecognizerOptions { BufferLength = TimeSpan.FromSeconds(10) });
if (args.Length > 1)
{
    var pump = new SampleProviderPump(new WaveFileReader(args[1]).ToSampleProvider(), model.SampleRate); // Any ISampleProvider.
    while (pump.Pump(samples => recognizer.Push(samples))) Show();
}
else
{
    using Microphone microphone = new WaveInEvent().ToMicrophone(model.SampleRate); // Any IWaveIn.
    microphone.SamplesAvailable += samples => recognizer.Push(samples);
    microphone.Start();
    for (; !Console.KeyAvailable; Thread.Sleep(10)) Show();
}
recognizer.EndUtterance();
Show();

void Show()
{
    recognizer.Tick();
    while (recognizer.TryRead(out SpeechResult result))
    {
        if (result.IsFinal && !result.Text.IsEmpty) Console.WriteLine(result.ToString());
    }
}
