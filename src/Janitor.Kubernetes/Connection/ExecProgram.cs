using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Janitor.Kubernetes.Connection;

/// <summary>Runs the program of an <see cref="ExecCommand"/>: by its list of arguments, never by a shell.</summary>
internal static class ExecProgram
{
    private const int LongestComplaint = 1000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Runs it to its end and returns what it wrote to standard output.</summary>
    /// <exception cref="ConnectionException">It is not there, fails, or takes more than a minute.</exception>
    public static async Task<string> RunAsync(ExecCommand command, string question, TimeProvider time, CancellationToken cancellationToken)
    {
        using var process = Start(command, question);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        process.StandardInput.Close();
        try
        {
            // Both pipes are emptied before the end is waited for: a program that cannot write does not end.
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var complaints = process.StandardError.ReadToEndAsync(either.Token);
            await Task.WhenAll(output, complaints);
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0
                ? await output
                : throw Failed(command, $"ended with code {process.ExitCode}: {Shorten(await complaints)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw Failed(command, $"did not end within {Limit.TotalSeconds:0} s");
        }
    }

    private static Process Start(ExecCommand command, string question)
    {
        var start = new ProcessStartInfo(Find(command), command.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in command.Variables)
            start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = question;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Failed(command, $"cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Looks on the PATH alone: .NET would take a program of the current directory before that.</summary>
    private static string Find(ExecCommand command)
    {
        if (Path.IsPathRooted(command.Command))
            return File.Exists(command.Command) ? command.Command : throw Failed(command, "is not there");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        return folders.Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, command.Command)).FirstOrDefault(File.Exists)
            ?? throw Failed(command, "is not on the PATH");
    }

    private static ConnectionException Failed(ExecCommand command, string problem, Exception? inner = null)
    {
        var hint = string.IsNullOrWhiteSpace(command.InstallHint) ? string.Empty : $" {command.InstallHint.Trim()}";
        var message = $"{command.Place}: {command.Command}, which gets the credentials, {problem}.{hint}";
        return inner is null ? new ConnectionException(message) : new ConnectionException(message, inner);
    }

    private static string Shorten(string complaint)
    {
        var text = complaint.Trim();
        return text.Length <= LongestComplaint ? text : "…" + text[^LongestComplaint..];
    }
}
