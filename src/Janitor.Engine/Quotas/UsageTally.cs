using Janitor.Engine.Inventory;
using Janitor.Engine.Retention.Planning;

namespace Janitor.Engine.Quotas;

/// <summary>Adds up what tenants have, from one listing. Its memory grows with the number of tenants, not of items.</summary>
/// <param name="tenants">Whose an item is.</param>
public sealed class UsageTally(ITenants tenants) : IInventoryVisitor
{
    private readonly Lock _adding = new();
    private readonly Dictionary<byte[], Account> _accounts = new(PathComparer.Instance);
    private Account _nobody;
    private long _unreadable;
    private string? _firstUnreadable;

    /// <summary>What the tenants have, by the bytes of their names, in no order.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Tenant, long Bytes, long Objects)> Tenants =>
        _accounts.Select(pair => ((ReadOnlyMemory<byte>)pair.Key, pair.Value.Bytes, pair.Value.Objects));

    /// <summary>What is nobody's.</summary>
    public (long Bytes, long Objects) Nobodys => (_nobody.Bytes, _nobody.Objects);

    /// <summary>Directories that could not be listed, and what the first complained of: the sums are then too small.</summary>
    public (long Count, string? First) Unlisted => (_unreadable, _firstUnreadable);

    /// <inheritdoc/>
    public ValueTask VisitAsync(ItemBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var items = batch.Items.Span;
        lock (_adding)
        {
            var accounts = _accounts.GetAlternateLookup<ReadOnlySpan<byte>>();
            foreach (ref readonly var item in items)
            {
                var tenant = tenants.Find(item.Path.Span);
                if (tenant.IsEmpty)
                    _nobody = _nobody.With(item.Size);
                else
                    accounts[tenant] = (accounts.TryGetValue(tenant, out var account) ? account : default).With(item.Size);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Adds what is known of a tenant without listing it.</summary>
    /// <param name="tenant">The tenant; empty for nobody.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="objects">Its objects.</param>
    public void Add(ReadOnlySpan<byte> tenant, long bytes, long objects)
    {
        lock (_adding)
        {
            var accounts = _accounts.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (tenant.IsEmpty)
                _nobody = new Account(_nobody.Bytes + bytes, _nobody.Objects + objects);
            else
                accounts[tenant] = accounts.TryGetValue(tenant, out var account) ? new Account(account.Bytes + bytes, account.Objects + objects) : new Account(bytes, objects);
        }
    }

    /// <inheritdoc/>
    public void Unreadable(ReadOnlyMemory<byte> path, string error)
    {
        lock (_adding)
        {
            _unreadable++;
            _firstUnreadable ??= error;
        }
    }

    private readonly record struct Account(long Bytes, long Objects)
    {
        public Account With(long size) => new(Bytes + size, Objects + 1);
    }
}
