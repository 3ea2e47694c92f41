using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Retention;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Storage.Backups;
using Janitor.Storage.Buckets.S3;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Backups;

/// <summary>A destination for backups, and what is needed to make and restore them.</summary>
internal sealed class BackupBench : IAsyncDisposable
{
    public const string Schedule = "tests/nightly";

    private readonly S3Server? _server;

    private BackupBench(IContentStore destination, S3Server? server, string place) => (Destination, _server, Place) = (destination, server, place);

    public IContentStore Destination { get; }

    /// <summary>The bucket's name, or the directory.</summary>
    public string Place { get; }

    public ProgramCodec Codec { get; init; } = new(compresses: true, []);

    /// <summary>A bucket of its own.</summary>
    public static async Task<BackupBench> OfBucketAsync()
    {
        var server = await S3Server.StartAsync();
        var bucket = await server.CreateBucketAsync();
        var store = OpenBucket(server, bucket);
        await store.OpenAsync(StoreUse.Add, default);
        return new BackupBench(store, server, bucket);
    }

    /// <summary>A directory of its own, removed at the end.</summary>
    /// <param name="path">Where, when it matters.</param>
    public static async Task<BackupBench> OfDirectoryAsync(string? path = null)
    {
        var directory = (path is null ? Directory.CreateTempSubdirectory("janitor-backups-") : Directory.CreateDirectory(path)).FullName;
        var store = Stores.OpenDirectory(directory, string.Empty, "directory", new Limits(), removeEmptyDirectories: true, TimeProvider.System);
        await store.OpenAsync(StoreUse.Add, default);
        return new BackupBench(store, null, directory);
    }

    public static S3Store OpenBucket(S3Server server, string bucket) => Stores.OpenBucket(
        new BucketTarget { Name = bucket, Endpoint = server.Endpoint, PathStyle = true }, new S3Credentials(server.AccessKey, server.SecretKey, null), null, new Limits(), TimeProvider.System);

    public Task<StoredBackup> BackUpAsync(params IPartSource[] parts) => BackUpAsync(id: null, parts);

    public Task<StoredBackup> BackUpAsync(string? id, params IPartSource[] parts) =>
        new BackupRun(Destination, Codec, new BackupRunOptions { Schedule = Schedule, Id = id }, TimeProvider.System).RunAsync([new MadeSource(parts)], default);

    public Task<StoredBackup> BackUpAsync(IBackupSource source, CancellationToken cancellationToken = default) =>
        new BackupRun(Destination, Codec, new BackupRunOptions { Schedule = Schedule }, TimeProvider.System).RunAsync([source], cancellationToken);

    public Task<IReadOnlyList<StoredBackup>> ListAsync() => new BackupCatalog(Destination).ListAsync(Schedule, default);

    public RestoreRun Restoring(OverwriteRule overwrite = OverwriteRule.IfEmpty, IPartCodec? codec = null) =>
        new(Destination.Contents, codec ?? Codec, new RestoreRunOptions { Overwrite = overwrite });

    /// <summary>Everything at the destination, by its path.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync() => _server is null
        ? [.. Directory.EnumerateFiles(Place, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Place, file)).Order(StringComparer.Ordinal)]
        : [.. (await _server.Client.ListObjectsV2Async(new() { BucketName = Place })).S3Objects?.Select(item => item.Key) ?? []];

    /// <summary>Uploads in parts that were begun and not ended.</summary>
    public async Task<int> UploadsAsync() => (await _server!.Client.ListMultipartUploadsAsync(Place)).MultipartUploads?.Count ?? 0;

    /// <summary>Begins one, as a run that is killed then leaves it.</summary>
    public Task BeginUploadAsync(string path) => _server!.Client.InitiateMultipartUploadAsync(Place, path);

    public async Task<byte[]> ReadAsync(string path)
    {
        if (_server is null)
            return await File.ReadAllBytesAsync(Path.Combine(Place, path));
        using var answer = await _server.Client.GetObjectAsync(Place, path);
        using var content = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }

    public async Task WriteAsync(string path, byte[] content)
    {
        if (_server is null)
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Place, path))!).FullName, Path.GetFileName(path)), content);
        else
            await _server.Client.PutObjectAsync(new() { BucketName = Place, Key = path, InputStream = new MemoryStream(content) });
    }

    public Task RemoveAsync(string path) => _server!.Client.DeleteObjectAsync(Place, path);

    public async ValueTask DisposeAsync()
    {
        await Destination.DisposeAsync();
        if (_server is null)
            Directory.Delete(Place, recursive: true);
    }
}
