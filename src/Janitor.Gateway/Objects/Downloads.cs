using Janitor.Api;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Objects;

/// <summary>Signs downloads.</summary>
/// <param name="ledger">The ledger.</param>
internal sealed class Downloads(ILedger ledger)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly Duration Default = new(TimeSpan.FromHours(1));

    /// <summary>Signs the download of an object that is there.</summary>
    /// <param name="visit">Who asks.</param>
    /// <param name="key">The key.</param>
    /// <param name="expires">How long it is to be good for; 1 h when null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ProblemException">There is no such object, or the time is out of range.</exception>
    public async Task<DownloadAnswer> SignAsync(Visit visit, string? key, string? expires, CancellationToken cancellationToken)
    {
        var lifetime = Default;
        if (expires is not null && !Duration.TryParse(expires, out lifetime) || lifetime.Value < Shortest || lifetime.Value > Longest)
            throw new ProblemException(ProblemKind.BadRequest, "expires must be from 1s to 7d, such as 15m");
        if (await ObjectKey.FindAsync(visit, key, cancellationToken) is not { } path)
            throw Missing();
        // Signed while the books are asked, each of which takes about as long.
        var (there, signed) = (IsThereAsync(visit, path, cancellationToken), visit.Quota.Bucket.PresignDownloadAsync(path, lifetime.Value));
        await Task.WhenAll(there, signed);
        if (!await there)
            throw Missing();
        var request = await signed;
        return new DownloadAnswer(request.Url, request.ExpiresAt);

        static ProblemException Missing() => new(ProblemKind.NotFound, "there is no such object");
    }

    /// <summary>By the books, and by the bucket when they do not have it. What somebody else has removed since is not found when it is downloaded.</summary>
    private async Task<bool> IsThereAsync(Visit visit, ReadOnlyMemory<byte> path, CancellationToken cancellationToken)
    {
        try
        {
            if (await ledger.IsBookedAsync(visit.Quota.Collection, visit.Of, path, cancellationToken))
                return true;
        }
        catch (LedgerException)
        {
            // The bucket knows as well.
        }

        return await visit.Quota.Bucket.FindAsync(path, cancellationToken) is not null;
    }
}
