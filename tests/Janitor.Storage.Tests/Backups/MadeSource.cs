using Janitor.Engine.Backups;

namespace Janitor.Storage.Tests.Backups;

/// <summary>Parts that a test has made.</summary>
internal sealed class MadeSource(params IPartSource[] parts) : IBackupSource
{
    public Task<IReadOnlyList<IPartSource>> FindPartsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<IPartSource>>(parts);
}
