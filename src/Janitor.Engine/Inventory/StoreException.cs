namespace Janitor.Engine.Inventory;

/// <summary>A store as a whole cannot be used: it is missing, refuses us, or its listing broke off.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="field">The policy's field to look at: <c>spec.target.bucket.name</c>.</param>
    /// <param name="message">What happened, to what, and what to do; no secrets.</param>
    /// <param name="innerException">The cause.</param>
    public StoreException(string field, string message, Exception? innerException = null)
        : base(message, innerException) => Field = field;

    /// <summary>The policy's field to look at.</summary>
    public string Field { get; }

    /// <summary>The same of a store that another field than <c>spec.target</c> names.</summary>
    /// <param name="field">That field.</param>
    public StoreException At(string field)
    {
        const string Usual = "spec.target";
        return new StoreException(Field.Replace(Usual, field, StringComparison.Ordinal), Message.Replace(Usual, field, StringComparison.Ordinal), this);
    }
}
