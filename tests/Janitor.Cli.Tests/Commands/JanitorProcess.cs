using System.Diagnostics;
using System.Text;

namespace Janitor.Cli.Tests.Commands;

/// <summary>The command as users run it: a process of its own, with a folder of its own, from the copy that was built beside these tests.</summary>
public sealed class JanitorProcess : IDisposable
{
    public JanitorProcess()
    {
        Folder = Directory.CreateTempSubdirectory("janitor-cli-").FullName;
        Directory.CreateDirectory(Data);
    }

    /// <summary>The working folder of the process.</summary>
    public string Folder { get; }

    /// <summary>A directory for items, <c>data</c> in the folder.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>The program that is started: the command, unless another is named.</summary>
    public string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "janitor");

    /// <summary>Environment variables to add.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes a file into the folder.</summary>
    public JanitorProcess With(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Writes an item of some bytes and some age into the data directory.</summary>
    public JanitorProcess Item(string name, TimeSpan age, int size = 10)
    {
        var path = Path.Combine(Data, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[size]);
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime - age);
        return this;
    }

    /// <summary>The names in the data directory, without Janitor's own folder.</summary>
    public IEnumerable<string> Items => Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Data, path))
        .Where(path => !path.StartsWith(".janitor", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>Starts the command as a terminal does: what a shell runs in the background, maybe these tests, ignores SIGINT, and hands that on.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Program, .. arguments])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["XDG_STATE_HOME"] = Path.Combine(Folder, "state");
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs the command to its end, which must come within a minute.</summary>
    public Task<JanitorResult> RunAsync(params string[] arguments) => RunWithInputAsync(string.Empty, arguments);

    /// <summary>Runs the command with text on its standard input.</summary>
    public async Task<JanitorResult> RunWithInputAsync(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(deadline.Token);
        return new JanitorResult(process.ExitCode, await output, await errors);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
