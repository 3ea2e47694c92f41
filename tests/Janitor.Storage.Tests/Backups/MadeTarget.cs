using Janitor.Api.Backups;
using Janitor.Engine.Backups;

namespace Janitor.Storage.Tests.Backups;

/// <summary>Keeps what is restored to it.</summary>
internal sealed class MadeTarget : IPartTarget
{
    public string Description => "made";

    /// <summary>Whether it says that what breaks off changes nothing.</summary>
    public bool KeepsWhatIsThere { get; init; }

    /// <summary>Whether anybody has begun to write.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>What was restored to the end.</summary>
    public byte[] Content { get; private set; } = [];

    public Task<string> InspectAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken) => Task.FromResult("it would be restored");

    public Stream? Rehearse() => KeepsWhatIsThere ? null : Stream.Null;

    public Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        IsTouched = true;
        return Task.FromResult<IPartWriting>(new Writing(content => Content = content));
    }

    private sealed class Writing(Action<byte[]> ended) : IPartWriting
    {
        private readonly MemoryStream _content = new();

        public Stream Content => _content;

        public string StateIfBroken => "Nobody knows";

        public Task EndAsync(CancellationToken cancellationToken)
        {
            ended(_content.ToArray());
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => _content.DisposeAsync();
    }
}
