using EmbeddedSeq.Audio;
using EmbeddedSeq.Exporter;
using EmbeddedSeq.Extensions.AI;
using EmbeddedSeq.Runtime;
using EmbeddedSeq.Runtime.Model;
using EmbeddedSeq.Trainer.Recipes;
using Microsoft.Extensions.AI;

// usage: Consumer MODEL WAV RECIPE ONNX: a little of each package, far from its sources.
SpeechModel model = SpeechModel.Load(args[0]);
var recognizer = new SpeechRecognizer(model, new SpeechRecognizerOptions { BufferLength = TimeSpan.FromSeconds(10) });
recognizer.Push(AudioFile.ReadMono(args[1], model.SampleRate));
recognizer.EndUtterance();
recognizer.Tick();
while (recognizer.TryRead(out SpeechResult result))
{
    if (result.IsFinal && result.Text.Length > 0) Console.WriteLine(result.ToString());
}
Console.WriteLine(TrainingRecipe.Load(args[2]).Name);
OnnxExporter.Export(ModelWeights.Load(args[0]), args[3], new OnnxExportOptions());
using ISpeechToTextClient client = model.AsISpeechToTextClient();
using FileStream recording = File.OpenRead(args[1]);
Console.WriteLine((await client.GetTextAsync(recording)).Text);
