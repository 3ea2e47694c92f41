using Janitor.Engine.Retention.Catalog;
using Janitor.Storage.Postgres;
using Npgsql;

namespace Janitor.Storage.Tests.Postgres;

public sealed class ConnectionTextTests
{
    [Theory]
    [InlineData("postgres://app:p%40ss%3Aw%2Frd%25@db.example.com:6432/shop", "db.example.com", 6432, "app", "p@ss:w/rd%", "shop")]
    [InlineData("postgresql://app@db", "db", 5432, "app", null, null)]
    [InlineData("postgres://app:a+b@db/", "db", 5432, "app", "a+b", null)]
    [InlineData("postgres://%C3%BCser:p@ss:x@db/d%20b", "db", 5432, "üser", "p@ss:x", "d b")]
    [InlineData("postgres://app:@[2001:db8::1]:5433/shop", "2001:db8::1", 5433, "app", "", "shop")]
    [InlineData("postgres://[::1]/shop", "::1", 5432, null, null, "shop")]
    [InlineData("postgres://app:pw@a:1,b:2/shop", "a:1,b:2", 5432, "app", "pw", "shop")]
    [InlineData("postgres://app:pw@%2Frun%2Fpostgresql/shop", "/run/postgresql", 5432, "app", "pw", "shop")]
    [InlineData("postgres:///shop?host=db&port=5433&user=app&password=p%26w", "db", 5433, "app", "p&w", "shop")]
    [InlineData("  postgres://app:pw@db/shop\n", "db", 5432, "app", "pw", "shop")]
    [InlineData("host=db user=app password=pw dbname=shop port=6432", "db", 6432, "app", "pw", "shop")]
    [InlineData(@"host = db  user='app' password = 'it\'s; a \\ pass' dbname=sh\ op", "db", 5432, "app", @"it's; a \ pass", "sh op")]
    [InlineData("Host=db;Port=6432;Username=app;Password='a=b;c';Database=shop", "db", 6432, "app", "a=b;c", "shop")]
    [InlineData("server=db;user id=app;password=pw;", "db", 5432, "app", "pw", null)]
    public void Parse_EachForm_GivesTheSettings(string text, string host, int port, string? user, string? password, string? database)
    {
        var settings = ConnectionText.Parse(text);
        Assert.Equal((host, port, user, password, database), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
    }

    [Fact]
    public void Parse_NothingSaid_BoundsTheConnectAndNamesJanitor()
    {
        var settings = ConnectionText.Parse("postgres://app:pw@db/shop?connect_timeout=0");
        Assert.Equal(("janitor", 15, false), (settings.ApplicationName, settings.Timeout, settings.Pooling));
    }

    [Fact]
    public void Parse_Parameters_BecomeNpgsqls()
    {
        var settings = ConnectionText.Parse(
            "postgres://db/shop?sslmode=verify-full&connect_timeout=3&application_name=my%20app&options=-c%20search_path%3Dx&target_session_attrs=any" +
            "&channel_binding=require&sslrootcert=/ca.crt");
        Assert.Equal(SslMode.VerifyFull, settings.SslMode);
        Assert.Equal(3, settings.Timeout);
        Assert.Equal("my app", settings.ApplicationName);
        Assert.Equal("-c search_path=x", settings.Options);
        Assert.Equal("any", settings.TargetSessionAttributes);
        Assert.Equal(ChannelBinding.Require, settings.ChannelBinding);
        Assert.Equal("/ca.crt", settings.RootCertificate);
    }

    [Theory]
    [InlineData("", "no host")]
    [InlineData("just words", "neither")]
    [InlineData("postgres:///shop", "no host")]
    [InlineData("postgres://app:s3cret@db/shop?schema=public", "the parameter schema")]
    [InlineData("host=db password=s3cret schema=public", "the parameter schema")]
    [InlineData("postgres://app:s3cret@db/shop?sslmode=always", "sslmode that is none of")]
    [InlineData("postgres://app:s3cret@db/shop?connect_timeout=soon", "connect_timeout that is not a number")]
    [InlineData("postgres://app:s3cret/x@db/shop", "%2F")]
    [InlineData("postgres://app:s3cret?x@db/shop", "%3F")]
    [InlineData("postgres://app:s3cret%@db/shop", "%25")]
    [InlineData("postgres://app:s3cret", "port")]
    [InlineData("postgres://app:pw@:s3cret/shop", "port")]
    [InlineData("postgres://app:pw@[::1", "IPv6")]
    [InlineData("host=db password='s3cret", "quote")]
    [InlineData("host=db password=x;s3cret", "semicolons")]
    [InlineData("host=db password=s3cret;port=1", "mixes")]
    [InlineData("Host=db;Password=s3cret;Port=s3cret", "semicolons")]
    [InlineData("Host=db;Password=s3cret;Nonsense=1", "semicolons")]
    public void Parse_BadText_SaysWhatIsWrongWithoutThePassword(string text, string expected)
    {
        var error = Assert.Throws<CatalogException>(() => ConnectionText.Parse(text));
        Assert.Equal("spec.catalog.postgres.connectionSecretRef", error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }
}
