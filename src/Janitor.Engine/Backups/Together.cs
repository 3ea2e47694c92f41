namespace Janitor.Engine.Backups;

/// <summary>What is done at once, and fails as one: ends of one pipe, programs that share a task.</summary>
public static class Together
{
    /// <summary>Waits for all. When one fails the others are told to stop, and its error is the one that is thrown: theirs follow from it.</summary>
    /// <param name="stop">Tells them.</param>
    /// <param name="tasks">What is waited for.</param>
    public static async Task RunAsync(CancellationTokenSource stop, params Task[] tasks)
    {
        Task? failed = null;
        await foreach (var ended in Task.WhenEach(tasks))
        {
            if (ended.IsCompletedSuccessfully)
                continue;
            failed ??= ended;
            await stop.CancelAsync();
        }

        if (failed is not null)
            await failed;
    }
}
