using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Janitor.Storage.Programs;

/// <summary>A program that runs beside us, with its input and output as streams. Disposing it before its end kills it.</summary>
internal sealed partial class ExternalProgram : IAsyncDisposable
{
    /// <summary>The end of what a program says is where it says why.</summary>
    private const int LongestComplaint = 2000;

    private readonly Process _process;
    private readonly Task<string> _complaint;

    private ExternalProgram(string name, Process process)
    {
        (Name, _process, _complaint) = (name, process, ReadEndAsync(process.StandardError));
        _ = WidePipe.TryWiden(Input);
        HasWideOutput = WidePipe.TryWiden(Output);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its standard input.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Its standard output.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Whether its output has room for so much that it need not be read at once.</summary>
    public bool HasWideOutput { get; }

    /// <summary>Starts one.</summary>
    /// <param name="name">Its name, to be found in <c>PATH</c>.</param>
    /// <param name="arguments">Its arguments; no secrets, for everybody on the machine sees them.</param>
    /// <param name="environment">What its environment has besides ours.</param>
    /// <exception cref="ProgramException">It is not installed.</exception>
    public static ExternalProgram Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(name, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        // What it says is for people, and some of it is read: in English.
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            return new ExternalProgram(name, Process.Start(start)!);
        }
        catch (Win32Exception problem)
        {
            throw new ProgramException(name, $"{name} cannot be started: {problem.Message}; install it (Janitor's image has it)", problem);
        }
    }

    /// <summary>The version that a program says it has: <c>15.4</c>.</summary>
    /// <exception cref="ProgramException">It is not installed, or says none.</exception>
    public static async Task<string> VersionAsync(string name, CancellationToken cancellationToken)
    {
        await using var program = Start(name, ["--version"]);
        using var reader = new StreamReader(program.Output);
        var said = await reader.ReadToEndAsync(cancellationToken);
        await program.EndAsync(cancellationToken);
        return VersionIn().Match(said) is { Success: true } version ? version.Value : said.Trim();
    }

    /// <summary>Waits for its end, after its output was read.</summary>
    /// <exception cref="ProgramException">It did not succeed.</exception>
    public Task EndAsync(CancellationToken cancellationToken) => EndAsync(0, cancellationToken);

    /// <summary>Waits for its end, after its output was read.</summary>
    /// <param name="alsoGood">An exit code by which it says that it succeeded, but has something to say.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What it had to say.</returns>
    /// <exception cref="ProgramException">It did not succeed.</exception>
    public async Task<string> EndAsync(int alsoGood, CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        var complaint = await _complaint;
        if (_process.ExitCode == 0 || _process.ExitCode == alsoGood)
            return complaint;
        throw new ProgramException(Name, complaint.Length > 0 ? complaint : $"{Name} ended with exit code {_process.ExitCode} and said nothing");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // Looking for the children of one that has ended reads all of /proc for nothing: a tenth of a second.
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }

        await _process.WaitForExitAsync();
        await _complaint;
        _process.Dispose();
    }

    private static async Task<string> ReadEndAsync(StreamReader reader)
    {
        var end = new StringBuilder();
        var buffer = new char[1024];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            end.Append(buffer, 0, read);
            if (end.Length > LongestComplaint)
                end.Remove(0, end.Length - LongestComplaint);
        }

        return end.ToString().Trim().ReplaceLineEndings("; ");
    }

    [GeneratedRegex(@"\d+(\.\d+)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionIn();
}
