using System.Globalization;
using Janitor.Api.Backups;
using Janitor.Engine.Backups;
using Janitor.Storage.Programs;

namespace Janitor.Storage.Backups;

/// <summary>Compresses with <c>zstd</c> and encrypts with <c>age</c>: programs that everybody has, so that a backup can be read without Janitor.</summary>
/// <param name="compresses">Whether it compresses.</param>
/// <param name="recipients">age's public keys, <c>age1…</c> or <c>ssh-ed25519 …</c>; none for no encryption.</param>
/// <param name="identity">age's secret key; null where nothing is to be decrypted.</param>
public sealed class ProgramCodec(bool compresses, IReadOnlyList<string> recipients, string? identity = null) : IPartCodec
{
    private const string Zstd = "zstd";
    private const string Age = "age";

    /// <summary>A thread takes some 10 MB with jobs of this size, in bytes, and 30 MB with those that zstd itself takes, which compress by some hundredths better at most.</summary>
    private const int JobSize = 2 << 20;

    /// <summary>A container may have less memory than its node has processors for; of those it may use .NET knows, and zstd does not (<c>-T0</c>).</summary>
    private const int MostThreads = 4;

    private static readonly string[] Compressing = [string.Create(CultureInfo.InvariantCulture, $"-T{Math.Min(Environment.ProcessorCount, MostThreads)}"), string.Create(CultureInfo.InvariantCulture, $"-B{JobSize}"), "-q", "-c"];
    private static readonly string[] Decompressing = ["-d", "-q", "-c"];

    /// <summary>What a schedule asks for.</summary>
    /// <param name="spec">The schedule.</param>
    /// <param name="identity">age's secret key; null (the default) where nothing is to be decrypted.</param>
    public static ProgramCodec Of(BackupScheduleSpec spec, string? identity = null) =>
        new(spec.Compression == BackupCompression.Zstd, spec.Encryption?.AgeRecipients ?? [], identity);

    /// <inheritdoc/>
    public IReadOnlyList<string> Steps { get; } = [.. compresses ? new[] { Zstd } : [], .. recipients.Count > 0 ? new[] { Age } : []];

    /// <inheritdoc/>
    public IReadOnlyList<string> Recipients => recipients;

    /// <inheritdoc/>
    public string Suffix => (compresses ? ".zst" : string.Empty) + (recipients.Count > 0 ? ".age" : string.Empty);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> FindToolsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var versions = await Task.WhenAll(Steps.Select(step => ExternalProgram.VersionAsync(step, cancellationToken)));
            return Steps.Zip(versions).ToDictionary(pair => pair.First, pair => pair.Second);
        }
        catch (ProgramException problem)
        {
            throw new BackupException(BackupProblem.DestinationFailed, problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public IPartCoding Encode() => Start(
        Steps.Select(step => (step, step == Zstd ? Compressing : [.. recipients.SelectMany(recipient => new[] { "-r", recipient })])),
        problem => new BackupException(BackupProblem.DestinationFailed, $"{problem.Program} failed: {problem.Message}", problem));

    /// <inheritdoc/>
    public IPartCoding Decode(IReadOnlyList<string> steps)
    {
        if (steps.FirstOrDefault(step => step is not (Zstd or Age)) is { } unknown)
            throw new BackupException(BackupProblem.UnknownVersion, $"it is encoded by {unknown}, which this Janitor does not know: take a newer one");
        var isEncrypted = steps.Contains(Age);
        if (isEncrypted && identity is null)
            throw new BackupException(BackupProblem.WrongKey, "it is encrypted, and there is no key: give the age identity of one of its recipients");
        var secret = isEncrypted ? new MemoryFile(identity!) : null;
        return Start(
            steps.Reverse().Select(step => (step, step == Zstd ? Decompressing : ["-d", "-i", secret!.Path])),
            problem => problem.Program == Age
                ? new BackupException(BackupProblem.WrongKey, $"it cannot be decrypted: {problem.Message}", problem)
                : new BackupException(BackupProblem.Damaged, $"it cannot be decompressed: {problem.Message}", problem),
            secret);
    }

    private static ProgramChain Start(IEnumerable<(string Name, string[] Arguments)> steps, Func<ProgramException, BackupException> failure, MemoryFile? belonging = null)
    {
        var programs = new List<ExternalProgram>();
        try
        {
            foreach (var (name, arguments) in steps)
                programs.Add(ExternalProgram.Start(name, arguments));
            return new ProgramChain(programs, failure, belonging);
        }
        catch (ProgramException problem)
        {
            // Those before it end when nobody gives them anything.
            programs.ForEach(program => program.Input.Dispose());
            belonging?.Dispose();
            throw failure(problem);
        }
    }
}
