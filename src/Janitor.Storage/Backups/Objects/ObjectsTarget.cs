using System.Formats.Tar;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;

namespace Janitor.Storage.Backups.Objects;

/// <summary>A bucket that objects are restored to.</summary>
/// <param name="store">Where they go.</param>
/// <param name="filter">Which of them.</param>
public sealed class ObjectsTarget(IContentStore store, ItemFilter filter) : IPartTarget
{
    /// <inheritdoc/>
    public string Description => store.Description;

    /// <inheritdoc/>
    public async Task<string> InspectAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken)
    {
        if (part.Kind != PartKind.Objects)
            throw new BackupException(BackupProblem.TargetRefused, $"{part.Name} holds no objects");
        try
        {
            await store.OpenAsync(StoreUse.Add, cancellationToken);
            var empty = await Emptiness.IsEmptyAsync(store, cancellationToken);
            return empty || overwrite == OverwriteRule.Always
                ? string.Create(CultureInfo.InvariantCulture, $"{part.Items:N0} objects would be restored to {store.Description}{(empty ? string.Empty : "; those of the same keys are replaced, others stay")}")
                : throw new BackupException(BackupProblem.TargetRefused, $"{store.Description} is not empty: name another prefix, or say overwrite: Always");
        }
        catch (StoreException problem)
        {
            throw new BackupException(BackupProblem.TargetRefused, $"{store.Description} cannot be used: {problem.At("objects").Message}", problem);
        }
    }

    /// <inheritdoc/>
    public Stream? Rehearse() => Stream.Null;

    /// <inheritdoc/>
    public Task<IPartWriting> OpenAsync(BackupPart part, OverwriteRule overwrite, CancellationToken cancellationToken) =>
        Task.FromResult<IPartWriting>(new Writing(store.Contents, filter, overwrite == OverwriteRule.Always, cancellationToken));

    private sealed class Writing : IPartWriting
    {
        private const int WrittenAtOnce = 16;

        /// <summary>The largest object that is kept in memory as a whole, in bytes: more than one is on its way.</summary>
        private const int Small = 1 << 20;

        private readonly IContents _contents;
        private readonly ItemFilter _filter;
        private readonly bool _overwrite;
        private readonly CancellationTokenSource _stopped;
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, useSynchronizationContext: false));
        private readonly SemaphoreSlim _places = new(WrittenAtOnce);
        private readonly Task _reading;
        private long _written;

        public Writing(IContents contents, ItemFilter filter, bool overwrite, CancellationToken cancellationToken)
        {
            (_contents, _filter, _overwrite, _stopped) = (contents, filter, overwrite, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
            Content = _pipe.Writer.AsStream();
            _reading = ReadAsync();
        }

        public Stream Content { get; }

        public string StateIfBroken => string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _written):N0} objects were restored before that, and are there");

        public Task EndAsync(CancellationToken cancellationToken) => _reading;

        public async ValueTask DisposeAsync()
        {
            await _stopped.CancelAsync();
            await _pipe.Writer.CompleteAsync(new OperationCanceledException());
            await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _places.Dispose();
            _stopped.Dispose();
        }

        private async Task ReadAsync()
        {
            var small = new List<Task>();
            try
            {
                await using var archive = new TarReader(_pipe.Reader.AsStream());
                while (await archive.GetNextEntryAsync(copyData: false, _stopped.Token) is { } entry)
                {
                    if (entry is not PaxTarEntry { EntryType: TarEntryType.RegularFile } item || !_filter.Accepts(ObjectAttributes.PathOf(item)))
                        continue;
                    if (item.Length > Small)
                    {
                        await WriteAsync(item, item.DataStream!);
                        continue;
                    }

                    var content = new byte[item.Length];
                    if (item.DataStream is { } stream)
                        await stream.ReadExactlyAsync(content, _stopped.Token);
                    await _places.WaitAsync(_stopped.Token);
                    if (small.Find(task => task.IsFaulted) is { } failed)
                        await failed;
                    small.RemoveAll(task => task.IsCompletedSuccessfully);
                    small.Add(WriteSmallAsync(item, content));
                }

                await Task.WhenAll(small);
                if (_filter.IsChosen && _written == 0)
                    throw new BackupException(BackupProblem.RestoreFailed, "the patterns match nothing that is in it");
                await _contents.SettleAsync(_stopped.Token);
            }
            catch (Exception problem)
            {
                await _stopped.CancelAsync();
                await Task.WhenAll(small).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var told = problem is InvalidDataException or EndOfStreamException
                    ? new BackupException(BackupProblem.Damaged, $"it is not an archive of objects: {problem.Message}", problem)
                    : problem;
                await _pipe.Reader.CompleteAsync(told);
                throw told;
            }
        }

        private async Task WriteSmallAsync(PaxTarEntry item, byte[] content)
        {
            try
            {
                await WriteAsync(item, new MemoryStream(content));
            }
            finally
            {
                _places.Release();
            }
        }

        private async Task WriteAsync(PaxTarEntry item, Stream source)
        {
            var path = ObjectAttributes.PathOf(item);
            if (_contents.Refuse(path) is { } refusal)
                throw new BackupException(BackupProblem.RestoreFailed, $"{item.Name} cannot be there: {refusal}");
            try
            {
                await using var incoming = await _contents.BeginAsync(path, item.Length, ObjectAttributes.Read(item), _overwrite, readBack: false, _stopped.Token);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var part = new byte[Math.Min(incoming.PartSize, item.Length)];
                for (var offset = 0L; offset == 0 || offset < item.Length; offset += incoming.PartSize)
                {
                    var filled = part.AsMemory(0, (int)Math.Min(part.Length, item.Length - offset));
                    await source.ReadExactlyAsync(filled, _stopped.Token);
                    hash.AppendData(filled.Span);
                    await incoming.WriteAsync(offset, filled, _stopped.Token);
                }

                await incoming.KeepAsync(hash.GetHashAndReset(), _stopped.Token);
                Interlocked.Increment(ref _written);
            }
            catch (ContentException problem)
            {
                throw new BackupException(BackupProblem.RestoreFailed, $"{item.Name}: {problem.Message}", problem);
            }
        }
    }
}
