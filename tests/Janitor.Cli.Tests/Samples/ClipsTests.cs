namespace Janitor.Cli.Tests.Samples;

public sealed class ClipsTests : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly Sample _clips = new Sample("clips").Volume("recorder-scratch", "data");

    public void Dispose() => _clips.Dispose();

    [Fact]
    public async Task Apply_OldClipsAndMoreThanAGibibyte_LeavesTheYoungestOfThem()
    {
        Clip("clips/clip_01ab.mp4", minutes: 180, MiB);
        Clip("clips/camera-2/clip_77f0.mp4", minutes: 61, MiB);
        Clip("clips/notes.txt", minutes: 180, MiB);
        Clip("other/clip_01ab.mp4", minutes: 180, MiB);
        for (var i = 0; i < 12; i++)
            Clip($"clips/clip_{59 - (4 * i):00}m.mp4", minutes: 59 - (4 * i), 100 * MiB);
        Clip("clips/clip_recording.mp4", minutes: 0, 50 * MiB);
        var before = _clips.Janitor.Items.ToList();
        string[] goes =
        [
            "clips/camera-2/clip_77f0.mp4", "clips/clip_01ab.mp4",
            "clips/clip_47m.mp4", "clips/clip_51m.mp4", "clips/clip_55m.mp4", "clips/clip_59m.mp4",
        ];

        var plan = await _clips.PlanAsync();
        Assert.Equal((0, 16, 6, 0), (plan.Code, plan.Count("scanned"), plan.Count("selected"), plan.Count("acted")));
        Assert.Equal(before, _clips.Janitor.Items);

        // 1,250 MiB are above 1Gi; at 850 MiB, the first that is not above 900Mi, it stops.
        var run = await _clips.EnforceAsync();
        Assert.Equal((0, 16, 6, 10), (run.Code, run.Count("scanned"), run.Count("acted"), run.Count("retained")));
        Assert.Equal([("old", 2, 2), ("full", 4, 4)], run.Rules);
        Assert.Equal(402L * MiB, run.Count("bytesSelected"));
        Assert.Equal(before.Except(goes), _clips.Janitor.Items);

        // 950 MiB lie between the marks: it stopped, and does not start again.
        Clip("clips/clip_new.mp4", minutes: 5, 100 * MiB);
        var again = await _clips.EnforceAsync();
        Assert.Equal((0, 11, 0, 0), (again.Code, again.Count("scanned"), again.Count("selected"), again.Count("acted")));
        Assert.Equal([.. before.Except(goes).Append("clips/clip_new.mp4").Order(StringComparer.Ordinal)], _clips.Janitor.Items);
    }

    [Fact]
    public async Task Apply_OneClipById_AnswersFoundOrNotFound()
    {
        Clip("clips/clip_8f2c.mp4", minutes: 90, MiB);
        Clip("clips/clip_8f2d.mp4", minutes: 90, MiB);
        Clip("clips/clip_young.mp4", minutes: 30, MiB);

        var found = await _clips.RunAsync("apply", "--enforce", "--only", "clip_8f2c.mp4");
        var gone = await _clips.RunAsync("apply", "--enforce", "--only", "clip_8f2c.mp4");
        var young = await _clips.RunAsync("apply", "--enforce", "--only", "clip_young.mp4");

        Assert.Equal((0, true, 1), (found.Code, found.Report.GetProperty("found").GetBoolean(), found.Count("acted")));
        Assert.EndsWith("found: 1 item(s) match \"clip_8f2c.mp4\"\n", found.Errors, StringComparison.Ordinal);
        Assert.Equal((1, false, 0), (gone.Code, gone.Report.GetProperty("found").GetBoolean(), gone.Count("acted")));
        Assert.EndsWith("not found: no item matches \"clip_8f2c.mp4\"\n", gone.Errors, StringComparison.Ordinal);
        Assert.Equal((0, true, 0), (young.Code, young.Report.GetProperty("found").GetBoolean(), young.Count("acted")));
        Assert.Equal(["clips/clip_8f2d.mp4", "clips/clip_young.mp4"], _clips.Janitor.Items);
    }

    [Fact]
    public async Task Apply_DirectoryMissing_IsCreatedAndThereIsNothingToDo()
    {
        var directory = Path.Combine(_clips.Janitor.Data, "clips");

        var plan = await _clips.PlanAsync();
        Assert.Equal((0, 0, false), (plan.Code, plan.Count("scanned"), Directory.Exists(directory)));

        var run = await _clips.EnforceAsync();
        Assert.Equal((0, 0, true), (run.Code, run.Count("scanned"), Directory.Exists(directory)));
    }

    /// <summary>A file whose size counts and whose bytes are nowhere.</summary>
    private void Clip(string name, int minutes, long size)
    {
        _clips.Janitor.Item(name, TimeSpan.Zero, 0);
        var path = Path.Combine(_clips.Janitor.Data, name);
        using (var file = File.OpenWrite(path))
            file.SetLength(size);
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(minutes));
    }
}
