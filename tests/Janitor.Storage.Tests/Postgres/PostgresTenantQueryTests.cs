using System.Text;
using Janitor.Api.Quotas;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres;

public sealed class PostgresTenantQueryTests
{
    [Fact]
    public async Task ReadAsync_FoldersAndTenants_TellsWhoseAnItemIs()
    {
        var folders = await ReadAsync("select 'jobs/' || n, 'tenant-' || n % 2 from generate_series(1, 1000) as n -- whose");

        Assert.Equal(1000, folders.Count);
        Assert.Equal("tenant-1", Encoding.UTF8.GetString(folders.Find("jobs/77/raw/a.mp4"u8)));
    }

    [Theory]
    [InlineData("select 'jobs/1', 'acme' where false", "the query returns no row, so everything would be nobody's")]
    [InlineData("select 'jobs/1', null::text", "folder jobs/1 has a tenant without a name; leave such rows out")]
    [InlineData("values ('jobs/1', 'acme'), ('jobs/1/', 'beta')", "folder jobs/1 has two tenants, acme and beta")]
    [InlineData("select 'jobs/1'", "the query returns 1 columns (?column? text); it must return 2 columns of type text: folder, tenant")]
    [InlineData("select 'jobs/1', 1", "the query returns 2 columns (?column? text, ?column? integer); it must return 2 columns of type text: folder, tenant")]
    [InlineData("select 'jobs/1', 'acme'; select 1", "the text must hold one query, no more and no less")]
    public async Task ReadAsync_AnswerThatCannotBeUsed_IsRefused(string query, string expected) =>
        Assert.Equal(("spec.tenants.postgres.query", expected), await FailAsync(query));

    [Fact]
    public async Task ReadAsync_QueryThatTheServerRefuses_SaysWhatItSays() =>
        Assert.StartsWith("PostgreSQL says: relation \"nowhere\" does not exist", (await FailAsync("select a, b from nowhere")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_QueryThatChangesSomething_IsToldToSelect()
    {
        var (_, message) = await FailAsync("with gone as (delete from pg_class returning relname) select relname, relname from gone");

        Assert.Contains("write one SELECT that changes nothing", message, StringComparison.Ordinal);
        Assert.DoesNotContain("onCleaned", message, StringComparison.Ordinal);
    }

    private static async Task<(string Field, string Message)> FailAsync(string query)
    {
        var problem = await Assert.ThrowsAsync<CatalogException>(() => ReadAsync(query));
        return (problem.Field, problem.Message);
    }

    private static async Task<TenantFolders> ReadAsync(string query)
    {
        var server = await PostgresServer.StartAsync();
        return await new PostgresTenantQuery(new PostgresTenants { Query = query }, server.Uri.ToString(), TimeProvider.System).ReadAsync(default);
    }
}
