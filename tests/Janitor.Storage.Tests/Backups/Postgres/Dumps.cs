using System.Diagnostics;
using System.Text;

namespace Janitor.Storage.Tests.Backups.Postgres;

/// <summary>Dumps by PostgreSQL's own programs.</summary>
internal static class Dumps
{
    /// <summary>What pg_dump writes of a database, in the custom format unless it is told otherwise.</summary>
    public static Task<byte[]> TakeAsync(Uri database, params string[] arguments) => RunAsync("pg_dump", ["--format=custom", .. arguments, database.ToString()], []);

    /// <summary>What a restore would say to the server, without the lines that are for psql and have a key that is new each time.</summary>
    public static async Task<string> SqlAsync(byte[] dump) =>
        string.Join('\n', Encoding.UTF8.GetString(await RunAsync("pg_restore", ["--file=-"], dump)).Split('\n').Where(line => line.Split(' ')[0] is not ("\\restrict" or "\\unrestrict")));

    private static async Task<byte[]> RunAsync(string program, string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed");
    }
}
