using System.Globalization;
using Janitor.Engine.Contents;
using Janitor.Engine.Inventory;
using Janitor.Engine.Quotas.Ledger;

namespace Janitor.Engine.Verification;

/// <summary>Compares single objects with what is booked of them.</summary>
internal sealed class ItemCheck(IContents contents, IVerificationBooks books, int collection, VerificationProgress progress, VerificationOptions options)
{
    /// <summary>What is to be told of an object.</summary>
    public async Task<Finding> RunAsync(BookedObject booked, CancellationToken cancellationToken)
    {
        try
        {
            var finding = await LookAsync(booked, cancellationToken);
            if (!finding.IsWrong || await IsStillBookedAsync(booked, cancellationToken))
                return finding;
            return new Finding(Finding.Changed, "it was booked anew, or taken out of the books, meanwhile");
        }
        catch (ContentException problem)
        {
            return new Finding(Finding.Unreadable, problem.Message);
        }
    }

    private async Task<Finding> LookAsync(BookedObject booked, CancellationToken cancellationToken)
    {
        // An object that is asked for by its ETag need not be looked up before.
        if (booked is { Sha256: not null, ETag: not null } && await TryOpenAsync(AsBooked(booked), cancellationToken) is { } known)
            return await ReadAsync(booked, AsBooked(booked), known, cancellationToken);
        if (booked.Sha256 is null && options.OnlyHashed)
            return new Finding(Finding.Unhashed);
        if (await contents.FindAsync(booked.Key, cancellationToken) is not { } item)
            return new Finding(Finding.Missing);
        if (booked.Sha256 is null && !options.Learn)
            return new Finding(Finding.Unhashed);
        if (booked.Sha256 is null && !IsAsBooked(item, booked))
            return new Finding(Finding.Changed, "it was written after it was booked; the next measurement takes that down");
        return await ReadAsync(booked, item, await contents.OpenAsync(item, cancellationToken), cancellationToken);
    }

    private async Task<Finding> ReadAsync(BookedObject booked, Item item, IContent opened, CancellationToken cancellationToken)
    {
        await using var content = opened;
        byte[] sha256;
        try
        {
            sha256 = await ContentHash.ComputeAsync(content, content.PartSize, null, CountAsync, cancellationToken);
            content.EnsureUnchanged();
        }
        catch (ContentException problem)
        {
            return await IsStillAsync(item, cancellationToken) ? new Finding(Finding.Unreadable, problem.Message) : Meanwhile;
        }

        if (booked.Sha256 is not { } expected)
            return new Finding(Finding.Learned, null, sha256);
        if (expected.Span.SequenceEqual(sha256))
            return new Finding(Finding.Intact, null, sha256);
        return await IsStillAsync(item, cancellationToken) ? Wrong(booked, item, sha256) : Meanwhile;
    }

    private static Finding Meanwhile => new(Finding.Changed, "it changed while it was read; the next run reads it again");

    private static Finding Wrong(BookedObject booked, Item item, byte[] sha256)
    {
        var when = IsAsBooked(item, booked) ? "nobody wrote it since it was booked" : "it was written after it was booked";
        return item.Size < booked.Size
            ? new Finding(Finding.Truncated, string.Create(CultureInfo.InvariantCulture, $"{item.Size} of {booked.Size} bytes are left; {when}"), sha256)
            : new Finding(Finding.Corrupt, $"its content is not what was booked; {when}", sha256);
    }

    private ValueTask CountAsync(long offset, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        progress.Read(part.Length);
        return ValueTask.CompletedTask;
    }

    private async Task<IContent?> TryOpenAsync(Item item, CancellationToken cancellationToken)
    {
        try
        {
            return await contents.OpenAsync(item, cancellationToken);
        }
        catch (ContentException)
        {
            // It has gone, changed, or cannot be read: who looks it up learns which.
            return null;
        }
    }

    /// <summary>Whether what is there is what was opened: rot leaves no trace in its state, a change by somebody does.</summary>
    private async Task<bool> IsStillAsync(Item item, CancellationToken cancellationToken)
    {
        if (await contents.FindAsync(item.Path, cancellationToken) is not { } now || now.Size != item.Size)
            return false;
        return item.Identity.ETag is { } etag ? now.Identity.ETag == etag : now.Identity == item.Identity && now.ModifiedAt == item.ModifiedAt;
    }

    private async Task<bool> IsStillBookedAsync(BookedObject booked, CancellationToken cancellationToken) =>
        await books.FindAsync(collection, booked.Key, cancellationToken) is { } now
        && (now.Size, now.ETag, now.ModifiedAt, now.Sha256 is null) == (booked.Size, booked.ETag, booked.ModifiedAt, booked.Sha256 is null)
        && now.Sha256.GetValueOrDefault().Span.SequenceEqual(booked.Sha256.GetValueOrDefault().Span);

    private static Item AsBooked(BookedObject booked) => new() { Path = booked.Key, Size = booked.Size, Identity = new ItemIdentity { ETag = booked.ETag } };

    private static bool IsAsBooked(in Item item, BookedObject booked)
    {
        if (item.Size != booked.Size)
            return false;
        if (booked.ETag is { } etag)
            return item.Identity.ETag == etag;
        // The ledger's times have microseconds.
        var apart = item.ModifiedAt / TimeSpan.NanosecondsPerTick - (booked.ModifiedAt - DateTimeOffset.UnixEpoch).Ticks;
        return Math.Abs(apart) < TimeSpan.TicksPerMicrosecond;
    }
}
