namespace Janitor.Cli.Reports;

/// <summary>Counts what an undo does, and keeps the first few items to show.</summary>
internal sealed class UndoTally(int shown)
{
    private readonly List<UndoneItem> _sample = [];
    private readonly List<UndoneItem> _problems = [];
    private long _selected;
    private long _bytes;
    private long _restored;
    private long _left;
    private long _failed;

    public void Add(UndoneItem item)
    {
        _selected++;
        _bytes += item.Size;
        _restored += item.Outcome == "restored" ? 1 : 0;
        _left += item.Outcome == "left" ? 1 : 0;
        _failed += item.Outcome == "failed" ? 1 : 0;
        if (_sample.Count < shown)
            _sample.Add(item);
        if (item.Reason is not null && _problems.Count < shown)
            _problems.Add(item);
    }

    public UndoReport Report(string policy, string target, bool dryRun, DateTimeOffset startedAt, DateTimeOffset finishedAt, string? message) => new()
    {
        Policy = policy,
        Target = target,
        DryRun = dryRun,
        StartedAt = startedAt,
        FinishedAt = finishedAt,
        Selected = _selected,
        BytesSelected = _bytes,
        Restored = _restored,
        Left = _left,
        Failed = _failed,
        Sample = _sample,
        Problems = _problems,
        Message = message,
    };
}
