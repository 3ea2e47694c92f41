namespace Janitor.Engine.Retention.Catalog;

/// <summary>The application's database, which knows jobs and references. Errors are <see cref="CatalogException"/>s.</summary>
public interface ICatalogSource : IAsyncDisposable
{
    /// <summary>Streams all jobs and references into <paramref name="builder"/>, in one read-only transaction, and returns the server's clock.</summary>
    Task<DateTimeOffset> ReadAsync(CatalogBuilder builder, CancellationToken cancellationToken);

    /// <summary>
    /// Tells the application what was done, in one transaction. Jobs that have changed since they were read, by state or time, are left out.
    /// </summary>
    Task<CatalogUpdateResult> UpdateAsync(CatalogUpdate update, CancellationToken cancellationToken);
}
