using System.Runtime.InteropServices;

namespace EmbeddedSeq.Exporter.OnnxRuntime;

/// <summary>An object of ONNX Runtime that is released with the function of its kind.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly OrtFunction _release;
    private readonly OrtHandle? _owner;

    /// <param name="handle">The object.</param>
    /// <param name="release">Its Release function.</param>
    /// <param name="owner">An object that must not be released before this one.</param>
    public OrtHandle(nint handle, OrtFunction release, OrtHandle? owner = null) : base(0, ownsHandle: true)
    {
        SetHandle(handle);
        _release = release;
        if (owner is null) return;
        bool added = false;
        owner.DangerousAddRef(ref added);
        _owner = owner;
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The object's address, valid while this handle is reachable and not disposed.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public nint Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        ((delegate* unmanaged<nint, void>)OrtApi.Instance[_release])(handle);
        _owner?.DangerousRelease();
        return true;
    }
}
