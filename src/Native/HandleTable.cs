using System.Collections.Concurrent;

namespace EmbeddedSeq.Native;

/// <summary>
/// Objects under numbers that a native program holds. A number is used only once, so one that was destroyed is noticed; an object
/// lives on while a call uses it, however soon it is destroyed.
/// </summary>
internal sealed class HandleTable
{
    private readonly ConcurrentDictionary<ulong, object> _objects = new();
    private ulong _last;

    public ulong Add(object value)
    {
        ulong handle = Interlocked.Increment(ref _last);
        _objects[handle] = value;
        return handle;
    }

    /// <exception cref="NativeException">There is no such object, or it is of another kind.</exception>
    public T Get<T>(ulong handle, string kind)
        where T : class
    {
        if (!_objects.TryGetValue(handle, out object? value)) throw new NativeException(ErrorCode.Handle, $"expected a {kind}, found {handle}, which was destroyed or never created");
        return value as T ?? throw new NativeException(ErrorCode.Handle, $"expected a {kind}, found {handle}, which is something else");
    }

    /// <exception cref="NativeException">There is no such object.</exception>
    public void Remove(ulong handle)
    {
        if (!_objects.TryRemove(handle, out _)) throw new NativeException(ErrorCode.Handle, $"cannot destroy {handle}: it was destroyed already or never created");
    }
}
