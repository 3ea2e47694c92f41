using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Janitor.Api.Retention;
using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;
using Janitor.TestBench;

namespace Janitor.Storage.Tests.Postgres;

/// <summary>Connections that work although they look odd, and connections that do not.</summary>
public sealed class PostgresConnectTests : IAsyncLifetime
{
    private const string OddPassword = "p@ss:w/rd%";
    private readonly string _user = $"app_{Guid.NewGuid():N}";
    private Uri _database = null!;

    public async Task InitializeAsync()
    {
        _database = await (await PostgresServer.StartAsync()).CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(_database, $"create role {_user} login password '{OddPassword}'; create table secrets (path text)");
    }

    public Task DisposeAsync() => PostgresServer.ExecuteAsync(_database, $"drop owned by {_user}; drop role {_user}");

    [Fact]
    public async Task ReadAsync_PasswordWithOddSigns_ConnectsFromEachForm()
    {
        string[] texts =
        [
            $"postgres://{_user}:p%40ss%3Aw%2Frd%25@{Address}{_database.AbsolutePath}?sslmode=disable&target_session_attrs=any",
            $"postgres://{_user}:p%40ss%3Aw%2Frd%25@127.0.0.1:1,{Address}{_database.AbsolutePath}?target_session_attrs=read-write",
            $"host={_database.Host} port={_database.Port} user={_user} password='{OddPassword}' dbname={_database.AbsolutePath[1..]}",
            $"Host={_database.Host};Port={_database.Port};Username={_user};Password={OddPassword};Database={_database.AbsolutePath[1..]}",
        ];
        foreach (var text in texts)
            Assert.Equal(1, (await ReadAsync(text, "select 'a'")).References.Count);
    }

    [Fact]
    public async Task ReadAsync_OptionsAndApplicationName_ReachTheServer()
    {
        var text = $"{_database.AbsoluteUri}?application_name=my%20app&options=-c%20search_path%3Dodd";
        var catalog = await ReadAsync(text, "select current_setting('application_name') || '/' || current_setting('search_path')");
        Assert.True(catalog.References.Contains("my app/odd"u8));
    }

    [Fact]
    public async Task ReadAsync_WrongPassword_IsRefusedWithoutNamingIt()
    {
        var error = await FailAsync($"postgres://{_user}:wr0ng@{Address}{_database.AbsolutePath}");
        Assert.Contains($"refuses user {_user}: check user and password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_UnknownDatabase_SaysSo()
    {
        var error = await FailAsync($"postgres://{_user}:p%40ss%3Aw%2Frd%25@{Address}/no_such_db");
        Assert.Contains("has no database no_such_db", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_NothingListens_SaysWhereItTried()
    {
        var error = await FailAsync($"postgres://{_user}:x@127.0.0.1:1/db");
        Assert.Contains("cannot connect to PostgreSQL at 127.0.0.1:1: Connection refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_UnknownHost_SaysSo()
    {
        var error = await FailAsync("postgres://app:x@no-such-host.invalid/db");
        Assert.Contains("cannot connect to PostgreSQL at no-such-host.invalid:5432", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ServerWithoutTls_SaysSo()
    {
        var error = await FailAsync($"{_database.AbsoluteUri}?sslmode=require");
        Assert.Contains("sslmode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_PeerAcceptsButNeverAnswers_IsBoundedByTheConnectTimeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var started = Stopwatch.GetTimestamp();
        var error = await FailAsync($"postgres://app:x@{silent.LocalEndpoint}/db?connect_timeout=1");
        Assert.Contains("did not answer within 1 s", error.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task ReadAsync_PacketsGoNowhere_IsBoundedByTheConnectTimeout()
    {
        // A full backlog drops further connection requests, as a black hole would.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var first = new TcpClient();
        await first.ConnectAsync((IPEndPoint)full.LocalEndPoint!);

        var error = await FailAsync($"postgres://app:x@{full.LocalEndPoint}/db?connect_timeout=1");
        Assert.Contains("did not answer within 1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_MissingPermission_NamesFieldAndUser()
    {
        var error = await Assert.ThrowsAsync<CatalogException>(
            () => ReadAsync($"postgres://{_user}:p%40ss%3Aw%2Frd%25@{Address}{_database.AbsolutePath}", "select path from secrets"));
        Assert.Equal("spec.catalog.postgres.references", error.Field);
        Assert.Contains($"permission denied for table secrets; grant user {_user}", error.Message, StringComparison.Ordinal);
    }

    private string Address => $"{_database.Host}:{_database.Port}";

    private static async Task<CatalogException> FailAsync(string text)
    {
        var error = await Assert.ThrowsAsync<CatalogException>(() => ReadAsync(text, "select 'a'"));
        Assert.Equal("spec.catalog.postgres.connectionSecretRef", error.Field);
        return error;
    }

    private static async Task<CatalogSnapshot> ReadAsync(string text, string references)
    {
        await using var source = new PostgresCatalogSource(new PostgresCatalog { References = references }, text, TimeProvider.System);
        var builder = new CatalogBuilder([]);
        await source.ReadAsync(builder, CancellationToken.None);
        return builder.Build();
    }
}
