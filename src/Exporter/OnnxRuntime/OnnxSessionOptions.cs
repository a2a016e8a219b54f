namespace EmbeddedSeq.Exporter.OnnxRuntime;

/// <summary>How much ONNX Runtime may rewrite a graph when it loads it.</summary>
public enum GraphOptimization
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>What holds on every device, such as folding of constants.</summary>
    Basic = 1,

    /// <summary>Also fusing of nodes.</summary>
    Extended = 2,

    /// <summary>Also memory layouts.</summary>
    All = 99,
}

/// <summary>Settings of an ONNX Runtime session.</summary>
public sealed record OnnxSessionOptions
{
    /// <summary>Threads that share one operator's work; 0 lets ONNX Runtime take one for each core.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>How much the graph may be rewritten.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>Whether idle threads wait by spinning: faster, at the price of a busy processor.</summary>
    public bool AllowSpinning { get; init; } = true;

    /// <summary>An OrtSessionOptions of these settings.</summary>
    internal unsafe OrtHandle Create()
    {
        OrtApi api = OrtApi.Instance;
        nint address;
        api.Check(((delegate* unmanaged<nint*, nint>)api[OrtFunction.CreateSessionOptions])(&address));
        var options = new OrtHandle(address, OrtFunction.ReleaseSessionOptions);
        api.Check(((delegate* unmanaged<nint, int, nint>)api[OrtFunction.SetIntraOpNumThreads])(address, IntraOpThreads));
        api.Check(((delegate* unmanaged<nint, int, nint>)api[OrtFunction.SetSessionGraphOptimizationLevel])(address, (int)Optimization));
        fixed (byte* key = OrtApi.Utf8("session.intra_op.allow_spinning"), value = OrtApi.Utf8(AllowSpinning ? "1" : "0"))
            api.Check(((delegate* unmanaged<nint, byte*, byte*, nint>)api[OrtFunction.AddSessionConfigEntry])(address, key, value));
        return options;
    }
}
