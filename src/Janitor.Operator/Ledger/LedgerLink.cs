using Janitor.Engine.Quotas.Ledger;
using Janitor.Operator.Hosting;
using Janitor.Storage.Postgres.Ledger;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Ledger;

/// <summary>
/// The way to the ledger, which may be away: it is opened, and its tables brought up to date, when it is first used, and whether it could be used is known
/// from then on. Nothing but quotas' books and the history of runs depends on it.
/// </summary>
/// <param name="options">Says where it is, if there is one.</param>
/// <param name="logger">Gets a line when it goes away, and when it is back.</param>
internal sealed partial class LedgerLink(LedgerOptions options, ILogger<LedgerLink> logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private PostgresLedger? _ledger;
    private volatile string? _problem;
    private volatile bool _wasTried;

    /// <summary>Whether there is to be a ledger.</summary>
    public bool IsUsed => options.Connection is not null;

    /// <summary>Why it could not be used when that was last tried; null when it could, and before the first time.</summary>
    public string? Problem => _problem;

    /// <summary>Whether it could be used when that was last tried; null before the first time, and when there is none.</summary>
    public bool? IsUp => _wasTried ? _problem is null : null;

    /// <summary>Uses it. Only where <see cref="IsUsed"/>.</summary>
    /// <exception cref="LedgerException">It cannot be used.</exception>
    public async Task<T> UseAsync<T>(Func<OpenedLedger, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            var ledger = _ledger ?? await OpenAsync(cancellationToken);
            var result = await work(new OpenedLedger(ledger, new RunRecords(ledger), new VerificationBooks(ledger)));
            Tell(null);
            return result;
        }
        catch (LedgerException problem)
        {
            Tell(problem.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _opening.Dispose();
        if (_ledger is not null)
            await _ledger.DisposeAsync();
    }

    private async Task<PostgresLedger> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _ledger ??= await PostgresLedger.OpenAsync(options.Connection!, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    private void Tell(string? problem)
    {
        var (wasTried, before) = (_wasTried, _problem);
        (_problem, _wasTried) = (problem, true);
        if (problem is not null && problem != before)
            LogAway(logger, problem);
        else if (problem is null && (!wasTried || before is not null))
            LogUp(logger);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the ledger cannot be used; quotas are measured and policies run without it: {Problem}")]
    private static partial void LogAway(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "the ledger is in use")]
    private static partial void LogUp(ILogger logger);
}
