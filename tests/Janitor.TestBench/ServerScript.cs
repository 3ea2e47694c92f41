using System.Diagnostics;

namespace Janitor.TestBench;

/// <summary>A script beside this assembly that raises a server, says where it is, and ends it when this process ends, however that is.</summary>
/// <param name="Process">The script. The server ends when its standard input is closed.</param>
/// <param name="Place">Where the server is: the first line that the script wrote.</param>
internal sealed record ServerScript(Process Process, string Place)
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(2);

    /// <summary>Runs a script until its server answers.</summary>
    /// <param name="file">The script, relative to this assembly.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="remedy">What to do when there is no such server here.</param>
    /// <exception cref="InvalidOperationException">The server did not start; the message has what the script said.</exception>
    public static async Task<ServerScript> StartAsync(string file, IEnumerable<string> arguments, string remedy)
    {
        var process = Process.Start(new ProcessStartInfo("/bin/bash", [Path.Combine(AppContext.BaseDirectory, file), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            if (await process.StandardOutput.ReadLineAsync().WaitAsync(StartsWithin) is { } place)
                return new ServerScript(process, place);
        }
        catch (TimeoutException)
        {
            process.Kill();
        }

        throw new InvalidOperationException($"{remedy}\n{await errors}");
    }
}
