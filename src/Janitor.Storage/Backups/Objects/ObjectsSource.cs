using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Backups.Objects;

/// <summary>Objects of a bucket, or files that stand for them, with their metadata and tags, as one tar.</summary>
/// <param name="store">Where they are.</param>
/// <param name="name">The part's name.</param>
/// <param name="filter">Which of them.</param>
public sealed class ObjectsSource(IContentStore store, string name, ItemFilter filter) : IBackupSource, IPartSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public PartKind Kind => PartKind.Objects;

    /// <inheritdoc/>
    public string Description => store.Description;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPartSource>> FindPartsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.OpenAsync(StoreUse.Read, cancellationToken);
            return [this];
        }
        catch (StoreException problem)
        {
            throw new BackupException(BackupProblem.SourceFailed, problem.At("objects").Message, problem);
        }
    }

    /// <inheritdoc/>
    public Task<IPartReading> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IPartReading>(new Reading(store, filter, cancellationToken));

    /// <summary>The archive while it is written: small objects are read many at once, for that is all about waiting, and large ones one after the other.</summary>
    private sealed class Reading : IPartReading, IInventoryVisitor
    {
        private const int ReadAtOnce = 64;

        /// <summary>The largest object that is read as a whole, in bytes.</summary>
        private const int Small = 256 << 10;

        private const int Attempts = 3;

        /// <summary>An archive without entries, which .NET leaves out, and then cannot read.</summary>
        private static readonly byte[] EndOfArchive = new byte[1024];

        private readonly IContentStore _store;
        private readonly ItemFilter _filter;
        private readonly CancellationTokenSource _stopped;
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, useSynchronizationContext: false));
        private readonly Channel<Task<Found?>> _found = Channel.CreateBounded<Task<Found?>>(ReadAtOnce);
        private readonly Task _writing;
        private long _items;

        public Reading(IContentStore store, ItemFilter filter, CancellationToken cancellationToken)
        {
            (_store, _filter, _stopped) = (store, filter, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
            _writing = WriteAsync();
        }

        public Stream Content => _pipe.Reader.AsStream();

        public async Task<PartFacts> EndAsync(CancellationToken cancellationToken)
        {
            await _writing;
            return new PartFacts { Items = _items };
        }

        public async ValueTask DisposeAsync()
        {
            await _stopped.CancelAsync();
            await _pipe.Reader.CompleteAsync();
            await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stopped.Dispose();
        }

        public bool Wants(ReadOnlySpan<byte> folder) => _filter.MayAcceptBelow(folder);

        public void Unreadable(ReadOnlyMemory<byte> path, string error) =>
            _found.Writer.TryComplete(new BackupException(BackupProblem.SourceFailed, $"{Encoding.UTF8.GetString(path.Span)} cannot be listed: {error}"));

        public async ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
        {
            for (var i = 0; i < batch.Items.Length; i++)
            {
                if (!_filter.Accepts(batch.Items.Span[i].Path.Span))
                    continue;
                var item = batch.Items.Span[i].Detach();
                var found = item.Size <= Small ? FetchAsync(item) : Task.FromResult<Found?>(new Found(item, new ContentMetadata(), null));
                await _found.Writer.WriteAsync(found, cancellationToken);
            }
        }

        private async Task WriteAsync()
        {
            var listing = ListAsync();
            try
            {
                await using (var archive = new TarWriter(_pipe.Writer.AsStream(leaveOpen: true), TarEntryFormat.Pax))
                {
                    await foreach (var found in _found.Reader.ReadAllAsync(_stopped.Token))
                    {
                        if (await found is { } entry && await WriteAsync(archive, entry))
                            _items++;
                    }
                }

                await listing;
                if (_items == 0)
                    await _pipe.Writer.WriteAsync(EndOfArchive, _stopped.Token);
                await _pipe.Writer.CompleteAsync();
            }
            catch (Exception problem)
            {
                await _stopped.CancelAsync();
                await listing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                while (_found.Reader.TryRead(out var underway))
                    await ((Task)underway).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                // Whoever reads learns of it in place of an end.
                var told = problem is StoreException ? new BackupException(BackupProblem.SourceFailed, $"{_store.Description} cannot be read: {problem.Message}", problem) : problem;
                await _pipe.Writer.CompleteAsync(told);
                throw told;
            }
        }

        private async Task ListAsync()
        {
            try
            {
                await _store.ScanAsync(ReadOnlyMemory<byte>.Empty, this, _stopped.Token);
                _found.Writer.TryComplete();
            }
            catch (Exception problem)
            {
                _found.Writer.TryComplete(problem);
                throw;
            }
        }

        /// <summary>Whether it is in the archive: it has not gone meanwhile.</summary>
        private async Task<bool> WriteAsync(TarWriter archive, Found found)
        {
            if (found.Content is { } whole)
            {
                await archive.WriteEntryAsync(ObjectAttributes.Write(found.Item, found.Metadata, new MemoryStream(whole)), _stopped.Token);
                return true;
            }

            if (await TryAsync(found.Item, OpenAsync) is not var (item, content))
                return false;
            await using (content)
            {
                try
                {
                    await using var stream = new ContentStream(content);
                    await archive.WriteEntryAsync(ObjectAttributes.Write(item, content.Metadata, stream), _stopped.Token);
                    content.EnsureUnchanged();
                    return true;
                }
                catch (ContentException problem)
                {
                    // Half of it is in the archive.
                    throw Unread(item, problem);
                }
            }
        }

        /// <summary>Reads a small object as a whole; null when it has gone.</summary>
        private async Task<Found?> FetchAsync(Item listed) => await TryAsync(listed, ReadAsync) is var (item, (metadata, whole)) ? new Found(item, metadata, whole) : null;

        private async Task<(ContentMetadata Metadata, byte[] Whole)> ReadAsync(Item item)
        {
            await using var content = await OpenAsync(item);
            var whole = new byte[content.Size];
            await content.ReadAsync(0, whole, _stopped.Token);
            content.EnsureUnchanged();
            return (content.Metadata, whole);
        }

        private async Task<IContent> OpenAsync(Item item) => await _store.Contents.OpenAsync(item, _stopped.Token);

        /// <summary>Reads an object as it is now; null when it has gone: others go on with their work.</summary>
        private async Task<(Item Item, T Read)?> TryAsync<T>(Item item, Func<Item, Task<T>> read)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return (item, await read(item));
                }
                catch (ContentException problem)
                {
                    if (await FindAsync(item, problem) is not { } now)
                        return null;
                    item = attempt < Attempts ? now : throw Unread(item, problem);
                }
            }
        }

        /// <summary>Looks what is there after something went wrong; when that cannot be seen either, what went wrong is told, for an answer to HEAD says nothing of why.</summary>
        private async Task<Item?> FindAsync(Item item, ContentException problem)
        {
            try
            {
                return await _store.Contents.FindAsync(item.Path, _stopped.Token);
            }
            catch (ContentException)
            {
                throw Unread(item, problem);
            }
        }

        private BackupException Unread(Item item, Exception problem) =>
            new(BackupProblem.SourceFailed, $"{Encoding.UTF8.GetString(item.Path.Span)} in {_store.Description} cannot be read: {problem.Message}", problem);

        /// <summary>An object that belongs into the archive.</summary>
        /// <param name="Item">It, as it was listed.</param>
        /// <param name="Metadata">What is known of it besides, when it was read.</param>
        /// <param name="Content">Its content, when it was read.</param>
        private sealed record Found(Item Item, ContentMetadata Metadata, byte[]? Content);
    }
}
