using System.Globalization;
using Janitor.Api.Backups;
using Janitor.Engine.Retention.Catalog;
using Janitor.Kubernetes.Client;
using Janitor.Operator.Dependencies;
using Janitor.Storage.Postgres;
using Microsoft.Extensions.Logging;

namespace Janitor.Operator.Backups.Hooks;

/// <summary>Runs hooks of backups, one after the other.</summary>
/// <param name="commands">Runs commands in pods.</param>
/// <param name="secrets">Reads connections to databases.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of hooks that failed.</param>
internal sealed partial class HookRunner(PodCommands commands, SecretReader secrets, TimeProvider time, ILogger<HookRunner> logger)
{
    /// <summary>Runs them. A hook that fails is told in the outcome, never thrown.</summary>
    /// <param name="namespace">The schedule's namespace: that of the pods and Secrets.</param>
    /// <param name="hooks">The hooks, in their order.</param>
    /// <param name="stopAtFailure">Whether one that fails, and whose <c>onError</c> is Fail, is the last: true before a backup, false after it.</param>
    /// <param name="cancellationToken">Ends the hook that is being run, and all.</param>
    public async Task<HookOutcome> RunAsync(string @namespace, IReadOnlyList<BackupHook> hooks, bool stopAtFailure, CancellationToken cancellationToken)
    {
        var (failures, warnings) = (new List<string>(), new List<string>());
        for (var i = 0; i < hooks.Count && !(stopAtFailure && failures.Count > 0); i++)
        {
            if (await TryAsync(@namespace, hooks[i], cancellationToken) is not { } problem)
                continue;
            var message = $"hook {hooks[i].Name ?? string.Create(CultureInfo.InvariantCulture, $"{i + 1}")}: {problem}";
            LogFailed(logger, @namespace, message);
            (hooks[i].OnError == HookErrorAction.Fail ? failures : warnings).Add(message);
        }

        return new HookOutcome(failures, warnings);
    }

    /// <summary>Runs one; returns what went wrong, or null.</summary>
    private async Task<string?> TryAsync(string @namespace, BackupHook hook, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(hook.Timeout.Value, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (hook.Exec is { } exec)
                await commands.RunAsync(@namespace, exec, either.Token);
            else
                await RunAsync(@namespace, hook.Sql!, hook.Timeout.Value, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it took longer than its timeout, {hook.Timeout}, and {(hook.Exec is null ? "was ended" : "may still be running")}: make it faster, or raise timeout";
        }
        catch (Exception problem) when (problem is HookException or BlockedException or CatalogException or ApiException)
        {
            return problem.Message;
        }
    }

    private async Task RunAsync(string @namespace, SqlHook sql, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reference = sql.ConnectionSecretRef!;
        var connection = (await secrets.ReadAsync(@namespace, reference.Name, cancellationToken)).Get(reference.Key);
        await new PostgresStatements(connection, timeout, time).RunAsync(sql.Statement, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Namespace}: {Problem}")]
    private static partial void LogFailed(ILogger logger, string @namespace, string problem);
}
