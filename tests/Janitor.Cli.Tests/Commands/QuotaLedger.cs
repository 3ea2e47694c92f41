using System.Security.Cryptography;
using System.Text;
using Janitor.Engine.Quotas.Ledger;
using Janitor.Storage.Postgres.Ledger;
using Janitor.TestBench;

namespace Janitor.Cli.Tests.Commands;

/// <summary>A real ledger, and a quota <c>media/uploads</c> on the claim <c>uploads</c>, which is the process' data directory.</summary>
internal sealed class QuotaLedger : IAsyncDisposable
{
    private readonly JanitorProcess _janitor;
    private readonly PostgresLedger _ledger;
    private readonly int _collection;

    private QuotaLedger(JanitorProcess janitor, PostgresLedger ledger, int collection) => (_janitor, _ledger, _collection) = (janitor, ledger, collection);

    /// <summary>The arguments that name quota and target.</summary>
    public static string[] Arguments => ["-f", "quota.yaml", "--volume", "uploads=data"];

    public static async Task<QuotaLedger> StartAsync(JanitorProcess janitor)
    {
        var database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        janitor.Environment["JANITOR_LEDGER"] = database.ToString();
        WriteQuota(janitor);
        var ledger = await PostgresLedger.OpenAsync(database.ToString(), default);
        return new QuotaLedger(janitor, ledger, await ledger.OpenCollectionAsync("media/uploads", "volume://media/uploads/", default));
    }

    public static void WriteQuota(JanitorProcess janitor) => janitor.With("quota.yaml", """
        apiVersion: janitor.dev/v1alpha1
        kind: StorageQuota
        metadata: { name: uploads, namespace: media }
        spec:
          target: { volume: { claimName: uploads } }
          limit: { size: 100 }
          overrides: [ { tenant: beta, limit: { objects: 10 } } ]
        """);

    /// <summary>Books all that is in the data directory, by the tenant that its first folder names.</summary>
    public Task BookAsync() => _ledger.BookAsync(_collection, [.. _janitor.Items.Select(Booked)], default);

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    private BookedObject Booked(string name)
    {
        var file = new FileInfo(Path.Combine(_janitor.Data, name));
        return new BookedObject(Encoding.UTF8.GetBytes(name), name.Contains('/', StringComparison.Ordinal) ? name.Split('/')[0] : string.Empty, file.Length, new DateTimeOffset(file.LastWriteTimeUtc))
        {
            Sha256 = SHA256.HashData(File.ReadAllBytes(file.FullName)),
        };
    }
}
