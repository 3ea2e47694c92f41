using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Janitor.Operator.Workers;

/// <summary>What a worker leaves behind: lines in the log, and the termination message, where the operator reads it.</summary>
/// <param name="output">The log.</param>
/// <param name="file">Where the kubelet reads the container's last words.</param>
internal sealed class LastWords(TextWriter output, string file)
{
    /// <summary>The kubelet reads no more of a termination message, in bytes: https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/.</summary>
    public const int MostBytes = 4096;

    /// <summary>The exit code of a process that SIGTERM ended: another pod begins anew, or goes on.</summary>
    public const int EndedEarly = 128 + 15;

    private const int Unforeseen = 1;
    private const int Unreadable = 2;

    /// <summary>Reads a task and does it.</summary>
    /// <param name="variable">The environment variable that has it.</param>
    /// <param name="text">The variable's value; null when it is not set.</param>
    /// <param name="type">What it is.</param>
    /// <param name="doAsync">Does it, and leaves the result.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>
    /// The exit code: what <paramref name="doAsync"/> says, 0 when there is a result, whatever that is, for a pod that fails is started again; 143 when it was ended early; 2 when the task cannot
    /// be read; 1 after an error that nobody foresaw, so that another pod tries.
    /// </returns>
    public async Task<int> RunAsync<TTask>(string variable, string? text, JsonTypeInfo<TTask> type, Func<TTask, Task<int>> doAsync, CancellationToken cancellationToken)
    {
        TTask task;
        try
        {
            if (text is null)
                return await FailAsync(Unreadable, $"the environment variable {variable} is not set: janitor worker is started by the operator, in a Job");
            task = JsonSerializer.Deserialize(text, type)!;
        }
        catch (JsonException problem)
        {
            return await FailAsync(Unreadable, $"the environment variable {variable} cannot be read: {problem.Message}");
        }

        try
        {
            return await doAsync(task);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return EndedEarly;
        }
        catch (Exception problem)
        {
            await output.WriteLineAsync(problem.ToString());
            return await FailAsync(Unforeseen, $"{problem.GetType().Name}: {problem.Message}");
        }
    }

    /// <summary>Leaves a result.</summary>
    /// <param name="result">As the operator reads it.</param>
    /// <param name="line">As the log has it; the same by default.</param>
    public async Task LeaveAsync(byte[] result, string? line = null)
    {
        await output.WriteLineAsync(line ?? Encoding.UTF8.GetString(result));
        await File.WriteAllBytesAsync(file, result, CancellationToken.None);
    }

    private async Task<int> FailAsync(int exitCode, string mistake)
    {
        await LeaveAsync(Encoding.UTF8.GetBytes(mistake));
        return exitCode;
    }
}
