using System.IO.Compression;
using System.Text;
using Janitor.Gateway.Access;
using Janitor.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Janitor.Gateway.Objects;

/// <summary>Streams many objects as one zip, uncompressed, one after the other: what is kept are some small ones, and a line for each in the zip's directory.</summary>
internal static class Archive
{
    private const int Most = 10_000;

    /// <summary>Small objects are read before it is their turn, so many at once: a server takes far longer to begin than to send them. Large ones would wait with their connection open.</summary>
    private const int Ahead = 64;
    private const int Small = 64 << 10;
    private const string MissingEntry = "missing.txt";

    /// <summary>Writes the answer. What is not there is listed in a last entry, <c>missing.txt</c>; a connection that is cut tells that something broke off.</summary>
    /// <exception cref="ProblemException">A key is not the tenant's, or there are none, or too many.</exception>
    public static async Task WriteAsync(Visit visit, ArchiveRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (request.Keys.Count is 0 or > Most)
            throw new ProblemException(ProblemKind.BadRequest, $"name 1 to {Most} keys");
        string[] keys = [.. request.Keys.Distinct(StringComparer.Ordinal)];
        var found = await ObjectKey.FindAsync(visit, keys, cancellationToken);
        var paths = keys.Zip(found, (key, path) => (Key: key, Path: path ?? throw new ProblemException(ProblemKind.NotFound, "one of the keys cannot be the tenant's"))).ToList();
        context.Response.ContentType = "application/zip";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(request.Name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        // A zip's entries and directory end with a few bytes that are written synchronously.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        try
        {
            await WriteAsync(visit, paths, context.Response.Body, cancellationToken);
        }
        catch when (context.Response.HasStarted)
        {
            context.Abort();
        }
    }

    private static async Task WriteAsync(Visit visit, List<(string Key, ReadOnlyMemory<byte> Path)> paths, Stream body, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        var bucket = visit.Quota.Bucket;
        var (missing, ahead) = (new List<string>(), new Queue<Task<(bool IsThere, byte[]? Content)>>());
        for (var (i, next) = (0, 0); i < paths.Count; i++)
        {
            for (; next < paths.Count && next < i + Ahead; next++)
                ahead.Enqueue(bucket.ReadSmallAsync(paths[next].Path, Small, cancellationToken));
            var (isThere, content) = await ahead.Dequeue();
            await using var stream = content is not null ? new MemoryStream(content) : isThere ? await bucket.OpenReadAsync(paths[i].Path, cancellationToken) : null;
            if (stream is null)
            {
                missing.Add(paths[i].Key);
                continue;
            }

            await using var entry = await zip.CreateEntry(paths[i].Key, CompressionLevel.NoCompression).OpenAsync(cancellationToken);
            await stream.CopyToAsync(entry, cancellationToken);
        }

        if (missing.Count == 0)
            return;
        await using var list = await zip.CreateEntry(MissingEntry, CompressionLevel.NoCompression).OpenAsync(cancellationToken);
        await list.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', missing) + "\n"), cancellationToken);
    }
}
