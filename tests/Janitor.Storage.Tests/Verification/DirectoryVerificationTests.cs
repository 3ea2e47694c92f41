using System.Globalization;
using System.Security.Cryptography;
using Janitor.Api;
using Janitor.Engine.Verification;
using Janitor.Storage.Tests.Migration;
using Janitor.Storage.Tests.Volumes;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Verification;

/// <summary>Files, and a real ledger.</summary>
public sealed class DirectoryVerificationTests : IAsyncLifetime, IDisposable
{
    private readonly ScratchDirectory _directory = new();
    private VerificationBench _bench = null!;

    public async Task InitializeAsync() => _bench = await VerificationBench.StartAsync(() => TestMigration.Directory(_directory.Path));

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Execute_NothingTouched_ReadsAllAndIsSound()
    {
        var large = new byte[5_000_001];
        new Random(3).NextBytes(large);
        Write("acme/large", large);
        Write("acme/empty", []);
        await _bench.BookAsync();

        var report = await _bench.RunAsync();

        Assert.True(report is { IsSound: true, IsCycleComplete: true, Message: null }, report.Message);
        Assert.Equal((2, 2, large.Length), (report.Checked, report.Intact, report.BytesRead));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(large)), _bench.Items["acme/large"].Sha256);
    }

    [Fact]
    public async Task Execute_RotTruncationMissingUnknown_AreToldApart()
    {
        foreach (var name in (string[])["rotten", "short", "rewritten", "gone", "good"])
            Write($"acme/{name}", "content"u8.ToArray());
        await _bench.BookAsync();
        Keeping("acme/rotten", path => File.WriteAllText(path, "cOntent"));
        Keeping("acme/short", path => File.WriteAllText(path, "con"));
        Write("acme/rewritten", "other, and longer"u8.ToArray());
        File.Delete(At("acme/gone"));
        Write("acme/new", "new"u8.ToArray());

        var report = await _bench.RunAsync();

        Assert.Equal((2, 1, 1, 1, 1, 0), (report.Corrupt, report.Truncated, report.Missing, report.Unknown, report.Intact, report.Changed));
        Assert.Equal((5, false, true), (report.Wrong, report.IsSound, report.IsCycleComplete));
        Assert.Equal(("corrupt", "its content is not what was booked; nobody wrote it since it was booked"), Told("acme/rotten"));
        Assert.Equal(("corrupt", "its content is not what was booked; it was written after it was booked"), Told("acme/rewritten"));
        Assert.Equal("truncated", Told("acme/short").Outcome);
        Assert.StartsWith("3 of 7 bytes are left; ", Told("acme/short").Reason, StringComparison.Ordinal);
        Assert.Equal(("missing", null), Told("acme/gone"));
        Assert.Equal(("unknown", null), Told("acme/new"));
        Assert.Equal(5, report.Problems.Count);
    }

    [Fact]
    public async Task Execute_MoreIsWrongThanIsShown_CountsAll()
    {
        for (var i = 0; i < 30; i++)
            Write($"acme/{i}", [1]);

        var report = await _bench.RunAsync(new VerificationOptions { Shown = 4 });

        Assert.Equal((30, 4, 30), (report.Unknown, report.Problems.Count, _bench.Items.Count));
    }

    [Fact]
    public async Task Execute_NoHashIsKnown_IsToldAndLearnedOnRequest()
    {
        Write("acme/a", "content"u8.ToArray());
        await _bench.MeasureAsync();
        var days = await DaysAsync();

        var told = await _bench.RunAsync();
        var learned = await _bench.RunAsync(new VerificationOptions { Learn = true });
        Keeping("acme/a", path => File.WriteAllText(path, "cOntent"));
        var compared = await _bench.RunAsync(new VerificationOptions { Learn = true });

        Assert.Equal((1, 0, true), (told.Unhashed, told.BytesRead, told.IsSound));
        Assert.Equal((0, 1, true), (learned.Unhashed, learned.Learned, learned.IsSound));
        Assert.Equal((0, 1, false), (compared.Learned, compared.Corrupt, compared.IsSound));
        Assert.Equal(days, await DaysAsync());
    }

    [Fact]
    public async Task Execute_WrittenAfterItWasBooked_IsNotLearned()
    {
        Write("acme/a", "content"u8.ToArray());
        await _bench.MeasureAsync();
        Write("acme/a", "cOntent"u8.ToArray());

        var report = await _bench.RunAsync(new VerificationOptions { Learn = true });

        Assert.Equal((0, 1), (report.Learned, report.Changed));
        Assert.Equal(0L, await PostgresServer.QueryAsync<long>(_bench.Ledger.Database, "select count(sha256) from janitor.objects"));
    }

    [Fact]
    public async Task Execute_Sampled_ReadsEachObjectInItsTurn()
    {
        for (var i = 0; i < 5; i++)
            Write($"acme/{i}", [1, 2]);
        await _bench.BookAsync();
        var sample = new VerificationOptions { Sample = new Percentage(40) };

        var (runs, read) = (new List<(long, bool)>(), new List<string>());
        for (var run = 0; run < 4; run++)
        {
            var report = await _bench.RunAsync(sample);
            runs.Add((report.Checked, report.IsCycleComplete));
            read.AddRange(_bench.Items.Keys.Order());
        }

        Assert.Equal([(2, false), (2, false), (1, true), (2, false)], runs);
        Assert.Equal(["acme/0", "acme/1", "acme/2", "acme/3", "acme/4", "acme/0", "acme/1"], read);
    }

    [Fact]
    public async Task Execute_BrokenOff_TheNextGoesOnFromThere()
    {
        const int Count = 400;
        for (var i = 0; i < Count; i++)
            Write(string.Create(CultureInfo.InvariantCulture, $"acme/{i:000}"), [1, 2]);
        await _bench.BookAsync();
        using var interruption = new CancellationTokenSource();

        var first = await _bench.RunAsync(new VerificationOptions { Readers = 1, Checked = _ => CancelAfter(100, interruption) }, interruption.Token);
        var done = _bench.Items.Keys.ToHashSet();
        var second = await _bench.RunAsync();

        Assert.Equal(("cancelled; the next run goes on from there", false), (first.Message, first.IsCycleComplete));
        Assert.Equal(100, done.Count);
        Assert.True(second.IsCycleComplete);
        Assert.Equal(Count - 100, second.Checked);
        Assert.Equal(Count, done.Union(_bench.Items.Keys).Count());
        Assert.Equal(Count, (await _bench.RunAsync()).Checked);
    }

    [Fact]
    public async Task Execute_FromStart_PassesNothingOver()
    {
        for (var i = 0; i < 4; i++)
            Write($"acme/{i}", [1]);
        await _bench.BookAsync();
        var half = new VerificationOptions { Sample = new Percentage(50) };
        await _bench.RunAsync(half);

        await _bench.RunAsync(half with { FromStart = true });

        Assert.Equal(["acme/0", "acme/1"], _bench.Items.Keys.Order());
    }

    [Fact]
    public async Task Execute_ChangedWhileItIsRead_IsNotRot()
    {
        Write("acme/a", "content"u8.ToArray());
        await _bench.BookAsync();
        _bench.Open = () => new OpeningStore(TestMigration.Directory(_directory.Path), () => File.WriteAllTextAsync(At("acme/a"), "cOntent"));

        var report = await _bench.RunAsync();

        Assert.Equal((1, 0, true), (report.Changed, report.Corrupt, report.IsSound));
    }

    [Fact]
    public async Task Execute_BookedAnewWhileItIsRead_IsNotRot()
    {
        Write("acme/a", "content"u8.ToArray());
        await _bench.BookAsync();
        Write("acme/a", "another"u8.ToArray());
        _bench.Open = () => new OpeningStore(TestMigration.Directory(_directory.Path), _bench.MeasureAsync);

        var report = await _bench.RunAsync();

        Assert.Equal((1, 0), (report.Changed, report.Corrupt));
    }

    [Fact]
    public async Task Execute_BookedAMomentAfterItCame_IsNotUnknown()
    {
        Write("acme/a", "content"u8.ToArray());
        await _bench.BookAsync();
        Write("acme/b", "late"u8.ToArray());
        _bench.Open = () => new OpeningStore(TestMigration.Directory(_directory.Path), _bench.MeasureAsync);

        Assert.Equal(0, (await _bench.RunAsync()).Unknown);
    }

    private (string Outcome, string? Reason) Told(string path) => (_bench.Items[path].Outcome, _bench.Items[path].Reason);

    private void CancelAfter(int items, CancellationTokenSource interruption)
    {
        if (_bench.Items.Count >= items)
            interruption.Cancel();
    }

    private Task<string> DaysAsync() => PostgresServer.QueryAsync<string>(
        _bench.Ledger.Database, "select string_agg(concat_ws(' ', tenant, bytes, stored_bytes, freed_bytes), ', ') from janitor.usage_days");

    private string At(string path) => Path.Combine(_directory.Path, path);

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), content);
    }

    /// <summary>Changes a file as a disk does: its time stays.</summary>
    private void Keeping(string path, Action<string> change)
    {
        var time = File.GetLastWriteTimeUtc(At(path));
        change(At(path));
        File.SetLastWriteTimeUtc(At(path), time);
    }
}
