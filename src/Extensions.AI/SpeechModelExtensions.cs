using EmbeddedSeq.Runtime;
using Microsoft.Extensions.AI;

namespace EmbeddedSeq.Extensions.AI;

/// <summary>From a model to the interfaces of Microsoft.Extensions.AI.</summary>
public static class SpeechModelExtensions
{
    /// <summary>A client whose requests run on the model.</summary>
    /// <param name="model">May be shared.</param>
    /// <param name="options">How each request listens; null for the defaults.</param>
    public static ISpeechToTextClient AsISpeechToTextClient(this SpeechModel model, SpeechRecognizerOptions? options = null) => new EmbeddedSpeechToTextClient(model, options);
}
