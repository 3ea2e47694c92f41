using Janitor.Engine.Retention.Catalog;
using Janitor.Engine.Inventory;

namespace Janitor.Operator.Retention.Runs;

/// <summary>What a run works on.</summary>
/// <param name="Store">The target.</param>
/// <param name="Catalog">The catalog; null when the policy has none.</param>
internal sealed record RunTarget(IStore Store, ICatalogSource? Catalog) : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (Catalog is not null)
            await Catalog.DisposeAsync();
    }
}
