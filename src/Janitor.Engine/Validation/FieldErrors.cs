namespace Janitor.Engine.Validation;

/// <summary>The mistakes found so far.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> _all = [];

    public IReadOnlyList<FieldError> All => _all;

    public void Add(string field, string message) => _all.Add(new FieldError(field, message));

    public void Require(bool holds, string field, string message)
    {
        if (!holds)
            Add(field, message);
    }
}
