using System.CommandLine;
using Janitor.Operator.Retention.Workers;

namespace Janitor.Cli.Commands;

/// <summary><c>janitor worker</c>: what runs in a worker's container.</summary>
internal static class WorkerCommand
{
    public static Command Create(CancellationToken interruption)
    {
        var command = new Command("worker", "Carry out one run on a mounted claim; started by the operator, in a Job.") { Hidden = true };
        command.SetAction((_, cancellationToken) => RunAsync(interruption));
        return command;
    }

    private static Task<int> RunAsync(CancellationToken interruption) =>
        new WorkerProcess(Environment.GetEnvironmentVariable, Console.Out, TimeProvider.System)
            .RunAsync(WorkerTask.MountPath, WorkerProcess.TerminationLog, interruption);
}
