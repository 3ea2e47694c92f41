namespace Janitor.Engine.Retention.Catalog;

/// <summary>The catalog cannot be used or cannot be believed; nothing that depends on it may be deleted.</summary>
public sealed class CatalogException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="field">The policy's field to look at: <c>spec.catalog.postgres.jobs</c>.</param>
    /// <param name="message">What happened, and what to do; no secrets.</param>
    /// <param name="innerException">The cause.</param>
    public CatalogException(string field, string message, Exception? innerException = null)
        : base(message, innerException) => Field = field;

    /// <summary>The policy's field to look at.</summary>
    public string Field { get; }
}
