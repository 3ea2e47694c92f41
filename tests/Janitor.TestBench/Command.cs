using System.Diagnostics;

namespace Janitor.TestBench;

/// <summary>Runs programs.</summary>
public static class Command
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(5);

    /// <summary>Runs one to its end and returns what it wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is its own.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var deadline = new CancellationTokenSource(EndsWithin, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', process.StartInfo.ArgumentList)} failed: {await errors}{await output}");
    }
}
