using Janitor.Engine.Inventory;

namespace Janitor.Engine.Backups;

/// <summary>Where backups are kept.</summary>
public static class BackupDestination
{
    /// <summary>Reaches it.</summary>
    /// <param name="store">It.</param>
    /// <param name="use">What is going to be done there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StoreException">It cannot be reached, or refuses that; the field is <c>spec.destination</c> or one of its own.</exception>
    public static async Task OpenAsync(IStore store, StoreUse use, CancellationToken cancellationToken)
    {
        try
        {
            await store.OpenAsync(use, cancellationToken);
        }
        catch (StoreException problem)
        {
            throw problem.At("spec.destination");
        }
    }
}
