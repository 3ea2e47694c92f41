using Janitor.Engine.Backups;

namespace Janitor.Storage.Tests.Backups;

/// <summary>A part of so many bytes that look like chance, and how it goes wrong.</summary>
internal sealed class MadePart(string name, long size) : IPartSource
{
    /// <summary>Its end is reached, and then it is told that it is not whole.</summary>
    public bool FailsAtItsEnd { get; init; }

    /// <summary>Is awaited before each piece.</summary>
    public Func<long, Task>? Before { get; init; }

    public string Name => name;

    public PartKind Kind => PartKind.Volume;

    public string Description => "made";

    /// <summary>The bytes.</summary>
    public byte[] Bytes()
    {
        var bytes = new byte[size];
        // The same in each run.
        new Random(name.Length).NextBytes(bytes);
        return bytes;
    }

    public Task<IPartReading> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IPartReading>(new Reading(this));

    private sealed class Reading(MadePart part) : IPartReading
    {
        public Stream Content { get; } = new Slow(part);

        public Task<PartFacts> EndAsync(CancellationToken cancellationToken) => part.FailsAtItsEnd
            ? throw new BackupException(BackupProblem.SourceFailed, "the dump broke off")
            : Task.FromResult(new PartFacts());

        public ValueTask DisposeAsync() => Content.DisposeAsync();
    }

    private sealed class Slow(MadePart part) : MemoryStream(part.Bytes())
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (part.Before is { } before)
                await before(Position);
            cancellationToken.ThrowIfCancellationRequested();
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
