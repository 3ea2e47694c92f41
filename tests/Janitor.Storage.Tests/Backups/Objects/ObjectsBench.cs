using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Storage.Backups;
using Janitor.Storage.Backups.Objects;
using Janitor.Storage.Tests.Buckets;

namespace Janitor.Storage.Tests.Backups.Objects;

/// <summary>A bucket, one for its backups, and one to restore them to.</summary>
internal sealed class ObjectsBench : IDisposable
{
    private ObjectsBench(S3TestBucket from, S3TestBucket backups, S3TestBucket to) => (From, Backups, To) = (from, backups, to);

    public static ProgramCodec Codec { get; } = new(compresses: true, []);

    public S3TestBucket From { get; }

    public S3TestBucket Backups { get; }

    public S3TestBucket To { get; }

    public static async Task<ObjectsBench> CreateAsync() => new(await S3TestBucket.CreateAsync(), await S3TestBucket.CreateAsync(), await S3TestBucket.CreateAsync());

    public async Task<StoredBackup> BackUpAsync(IContentStore? from = null, string[]? include = null, string[]? exclude = null)
    {
        await using var backups = await Backups.OpenAsync();
        await using var bucket = from ?? await From.OpenAsync(use: StoreUse.Read);
        var options = new BackupRunOptions { Schedule = "media/nightly" };
        return await new BackupRun(backups, Codec, options, TimeProvider.System).RunAsync([new ObjectsSource(bucket, "objects", new ItemFilter(include ?? [], exclude ?? []))], default);
    }

    public async Task RestoreAsync(StoredBackup backup, OverwriteRule overwrite = OverwriteRule.IfEmpty, IContentStore? to = null, params string[] include)
    {
        await using var backups = await Backups.OpenAsync(use: StoreUse.Read);
        await using var bucket = to ?? await To.OpenAsync(use: StoreUse.Add);
        var target = new ObjectsTarget(bucket, new ItemFilter(include, []));
        await new RestoreRun(backups.Contents, Codec, new RestoreRunOptions { Overwrite = overwrite }).RunAsync(backup.Folder, [(backup.Manifest!.Parts[0], target)], default);
    }

    /// <summary>The backups that count.</summary>
    public async Task<IReadOnlyList<StoredBackup>> ListAsync()
    {
        await using var backups = await Backups.OpenAsync(use: StoreUse.Read);
        return await new BackupCatalog(backups).ListAsync(null, default);
    }

    /// <summary>All there is to know of a bucket's objects, by requests of the test's own.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(S3TestBucket bucket)
    {
        var described = new List<string>();
        foreach (var key in await bucket.KeysAsync())
        {
            using var answer = await bucket.Client.GetObjectAsync(new GetObjectRequest { BucketName = bucket.Name, Key = key });
            var tags = await bucket.Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket.Name, Key = key });
            var text = new StringBuilder(key).Append('|').Append(Convert.ToHexStringLower(await SHA256.HashDataAsync(answer.ResponseStream)))
                .Append('|').AppendJoin(';', new[] { answer.Headers.ContentType, answer.Headers.ContentEncoding, answer.Headers.ContentDisposition, answer.Headers.CacheControl, answer.ContentLanguage })
                .Append('|').AppendJoin(';', answer.Metadata.Keys.Order(StringComparer.Ordinal).Select(name => $"{name}={answer.Metadata[name]}"))
                .Append('|').AppendJoin(';', (tags.Tagging ?? []).OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));
            described.Add(text.ToString());
        }

        return described;
    }

    public void Dispose()
    {
        From.Dispose();
        Backups.Dispose();
        To.Dispose();
    }
}
