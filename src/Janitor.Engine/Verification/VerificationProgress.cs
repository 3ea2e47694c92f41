using System.Text;
using Janitor.Engine.Retention.Reports;

namespace Janitor.Engine.Verification;

/// <summary>How far a verification has come. Thread-safe.</summary>
public sealed class VerificationProgress
{
    private readonly Lock _lock = new();
    private readonly List<VerifiedItem> _problems = [];
    private readonly Dictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private long _checked;
    private long _bytesRead;
    private long _expected;
    private long _wrong;

    /// <summary>Booked objects that are to be looked at; 0 while that is not known, and that of objects that are not booked is being looked for.</summary>
    public long Expected => Interlocked.Read(ref _expected);

    /// <summary>Booked objects that were looked at.</summary>
    public long Checked => Interlocked.Read(ref _checked);

    /// <summary>Bytes that were read, of objects that are not done yet, too.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Objects with which something is wrong.</summary>
    public long Wrong => Interlocked.Read(ref _wrong);

    internal void Expect(long objects) => Interlocked.Exchange(ref _expected, objects);

    internal void Read(int bytes) => Interlocked.Add(ref _bytesRead, bytes);

    internal void Done() => Interlocked.Increment(ref _checked);

    internal void Add(ReadOnlySpan<byte> key, long size, Finding finding, VerificationOptions options)
    {
        var item = finding.IsWrong || options.Checked is not null ? Describe(key, size, finding) : null;
        lock (_lock)
        {
            _outcomes[finding.Outcome] = _outcomes.GetValueOrDefault(finding.Outcome) + 1;
            if (finding.IsWrong)
                _wrong++;
            if (finding.IsWrong && _problems.Count < options.Shown)
                _problems.Add(item!);
        }

        if (item is not null)
            options.Checked?.Invoke(item);
    }

    internal void AddUnlisted(ReadOnlySpan<byte> folder, string error, VerificationOptions options) =>
        Add(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(folder) + "/"), 0, new Finding(Finding.Unreadable, error), options);

    internal VerificationReport Report(string quota, string target, DateTimeOffset startedAt, DateTimeOffset finishedAt, bool isCycleComplete, string? message)
    {
        lock (_lock)
        {
            long Of(string outcome) => _outcomes.GetValueOrDefault(outcome);
            return new VerificationReport
            {
                Quota = quota,
                Target = target,
                StartedAt = startedAt,
                FinishedAt = finishedAt,
                Checked = Checked,
                BytesRead = BytesRead,
                Intact = Of(Finding.Intact),
                Corrupt = Of(Finding.Corrupt),
                Truncated = Of(Finding.Truncated),
                Missing = Of(Finding.Missing),
                Unknown = Of(Finding.Unknown),
                Unreadable = Of(Finding.Unreadable),
                Unhashed = Of(Finding.Unhashed),
                Learned = Of(Finding.Learned),
                Changed = Of(Finding.Changed),
                IsCycleComplete = isCycleComplete,
                Problems = [.. _problems],
                Message = message,
            };
        }
    }

    private static VerifiedItem Describe(ReadOnlySpan<byte> key, long size, Finding finding)
    {
        var (path, base64) = DecidedItem.TextOf(key);
        return new VerifiedItem
        {
            Path = path,
            PathBase64 = base64,
            Size = size,
            Outcome = finding.Outcome,
            Reason = finding.Reason,
            Sha256 = finding.Sha256 is null ? null : Convert.ToHexStringLower(finding.Sha256),
        };
    }
}
