namespace Janitor.Kubernetes.Connection;

/// <summary>
/// Reads files again once they were read a minute ago, since tokens of pods are renewed each hour, or as soon as the server refuses what they held. While they
/// cannot be read, what they held last goes on.
/// </summary>
/// <param name="files">The files.</param>
/// <param name="rest">What is not in files; its token serves until the file could be read.</param>
/// <param name="time">Tells how old it is.</param>
internal sealed class FileCredentials(CredentialFiles files, Credential rest, TimeProvider time) : ICredentialSource
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private Credential? _last;
    private long _readAt;
    private bool _isStale = true;

    /// <inheritdoc/>
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isStale || time.GetElapsedTime(_readAt) >= Lifetime)
                Read();
            return new(_last!);
        }
    }

    /// <inheritdoc/>
    public bool Refuse(Credential refused)
    {
        lock (_lock)
            _isStale |= refused == _last;
        return true;
    }

    private void Read()
    {
        try
        {
            _last = files.Read(rest);
            _readAt = time.GetTimestamp();
            _isStale = false;
        }
        catch (ConnectionException) when ((_last ??= rest.Token is null ? null : rest) is not null)
        {
            // Tried again with the next request.
        }
    }
}
