using Janitor.Api.Quotas;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Gateway.Access;
using Janitor.Gateway.Problems;

namespace Janitor.Gateway.Checks;

/// <summary>Answers whether something would fit: one round trip.</summary>
/// <param name="ledger">The ledger.</param>
internal sealed class QuotaCheck(ILedger ledger)
{
    /// <summary>Answers.</summary>
    public async Task<CheckAnswer> AskAsync(Visit visit, CheckRequest request, CancellationToken cancellationToken)
    {
        if (request.Size < 0 || request.Objects < 0)
            throw new ProblemException(ProblemKind.BadRequest, "size and objects must be 0 or more");
        var limit = visit.Quota.LimitOf(visit.Of);
        try
        {
            var usage = await ledger.UsageAsync(visit.Quota.Collection, visit.Of, cancellationToken);
            var standing = Standing.Of(usage, limit);
            return new CheckAnswer(standing.Fits(request.Size, request.Objects), standing.Used, standing.Reserved, standing.Limit, standing.Remaining);
        }
        catch (LedgerException) when (visit.Quota.Quota.Spec.Gateway.FailurePolicy == FailurePolicy.Open)
        {
            return new CheckAnswer(true, null, null, new Bound(limit.Bytes, limit.Objects), null);
        }
    }
}
