namespace Janitor.Engine.Retention;

/// <summary>How far a run has come. Read it at any time from any thread.</summary>
public sealed class RunProgress
{
    private long _scanned;
    private long _selected;
    private long _acted;
    private long _bytesFreed;
    private volatile string _phase = "starting";

    /// <summary>What the run is at: <c>reading the catalog</c>, <c>planning</c>, <c>deleting</c>.</summary>
    public string Phase
    {
        get => _phase;
        internal set => _phase = value;
    }

    /// <summary>Items looked at in this phase.</summary>
    public long Scanned => Interlocked.Read(ref _scanned);

    /// <summary>Items selected in this phase.</summary>
    public long Selected => Interlocked.Read(ref _selected);

    /// <summary>Items deleted or moved.</summary>
    public long Acted => Interlocked.Read(ref _acted);

    /// <summary>Bytes freed.</summary>
    public long BytesFreed => Interlocked.Read(ref _bytesFreed);

    internal void Begin(string phase)
    {
        Interlocked.Exchange(ref _scanned, 0);
        Interlocked.Exchange(ref _selected, 0);
        Phase = phase;
    }

    internal void AddListed(long scanned, long selected)
    {
        Interlocked.Add(ref _scanned, scanned);
        Interlocked.Add(ref _selected, selected);
    }

    internal void AddActed(long bytesFreed)
    {
        Interlocked.Increment(ref _acted);
        Interlocked.Add(ref _bytesFreed, bytesFreed);
    }
}
