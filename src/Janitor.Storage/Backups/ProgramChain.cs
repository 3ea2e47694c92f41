using System.IO.Pipelines;
using Janitor.Engine.Backups;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups;

/// <summary>Programs of which each takes what the one before it gives. Of none, what goes in comes out.</summary>
internal sealed class ProgramChain : IPartCoding
{
    private readonly IReadOnlyList<ExternalProgram> _programs;
    private readonly Func<ProgramException, BackupException> _failure;
    private readonly IDisposable? _belonging;
    private readonly Task[] _between;

    /// <param name="programs">The programs, in order.</param>
    /// <param name="failure">What becomes of their errors.</param>
    /// <param name="belonging">Is disposed of with them.</param>
    public ProgramChain(IReadOnlyList<ExternalProgram> programs, Func<ProgramException, BackupException> failure, IDisposable? belonging = null)
    {
        (_programs, _failure, _belonging) = (programs, failure, belonging);
        _between = [.. programs.Skip(1).Select((next, index) => PassAsync(programs[index].Output, next.Input))];
        var through = new Pipe();
        Input = programs.Count > 0 ? programs[0].Input : through.Writer.AsStream();
        Output = programs.Count > 0 ? programs[^1].Output : through.Reader.AsStream();
    }

    /// <inheritdoc/>
    public Stream Input { get; }

    /// <inheritdoc/>
    public Stream Output { get; }

    /// <inheritdoc/>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var program in _programs)
                await program.EndAsync(cancellationToken);
        }
        catch (ProgramException problem)
        {
            throw _failure(problem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            await program.DisposeAsync();
        await Task.WhenAll(_between).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _belonging?.Dispose();
    }

    private static async Task PassAsync(Stream from, Stream to)
    {
        try
        {
            await from.CopyToAsync(to);
            await to.DisposeAsync();
        }
        catch (IOException)
        {
            // One of the two has ended too early, and knows why.
        }
    }
}
