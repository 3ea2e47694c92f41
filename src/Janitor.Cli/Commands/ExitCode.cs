using Janitor.Api.Retention;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Cli.Commands;

/// <summary>How the process ends.</summary>
internal static class ExitCode
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>It failed, was cancelled, or <c>--only</c> found nothing.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or the documents have mistakes; nothing was touched.</summary>
    public const int InvalidInput = 2;

    /// <summary>Some of it was done, and some failed.</summary>
    public const int Partial = 3;

    /// <summary>That of a run in a cluster.</summary>
    public static int Of(RunRecord run) => run.Outcome switch
    {
        nameof(RunOutcome.Succeeded) => Done,
        nameof(RunOutcome.Partial) => Partial,
        _ => Failed,
    };
}
