using Janitor.Cli.Tests.Commands;

namespace Janitor.Cli.Tests.Samples;

public sealed class SamplesTests : IDisposable
{
    private readonly JanitorProcess _janitor = new();

    public void Dispose() => _janitor.Dispose();

    [Fact]
    public async Task Validate_Folder_IsValid()
    {
        var result = await _janitor.RunAsync("validate", "-f", Sample.Folder);

        Assert.Equal((0, string.Empty), (result.Code, result.Errors));
        Assert.Equal(
            [
                "media/audio: valid", "media/clip-service: valid", "media/clips: valid", "media/crawler: valid", "media/transcoder: valid",
                "StorageQuota media/scratch: valid", "StorageQuota media/customers: valid", "BackupSchedule media/nightly: valid", "Restore media/look-at-yesterday: valid",
            ],
            result.OutputLines);
    }
}
