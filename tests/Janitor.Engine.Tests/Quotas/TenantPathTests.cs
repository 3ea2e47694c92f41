using System.Text;
using Janitor.Engine.Quotas;

namespace Janitor.Engine.Tests.Quotas;

public sealed class TenantPathTests
{
    [Theory]
    [InlineData("tenants/{tenant}/**", "tenants/acme/a/b.mp4", "acme")]
    [InlineData("tenants/{tenant}/**", "other/acme/a", "")]
    [InlineData("tenants/{tenant}/**", "tenants/acme", "")]
    [InlineData("{tenant}-*/**", "acme-videos/a", "acme")]
    public void Find_Pattern_TakesTheCapture(string pattern, string path, string tenant) => Assert.Equal(tenant, Find([pattern], path));

    [Theory]
    [InlineData("acme/a/b", "acme")]
    [InlineData("a-file-of-nobody", "")]
    public void Find_NoPattern_IsTheFirstFolder(string path, string tenant) => Assert.Equal(tenant, Find([], path));

    [Fact]
    public void Find_Several_TheFirstThatMatchesDecides() => Assert.Equal("b", Find(["x/{tenant}/deep/**", "x/*/{tenant}/**"], "x/a/b/c"));

    [Fact]
    public void New_PatternWithoutTenant_SaysSo() =>
        Assert.Equal("\"a/**\" must have {tenant} exactly once", Assert.Throws<FormatException>(() => new TenantPath(["a/**"])).Message);

    [Theory]
    [InlineData("tenants/{tenant}/**", "tenants/acme/")]
    [InlineData("job_{tenant}/videos/**", "job_acme/videos/")]
    [InlineData("{tenant}/**", "acme/")]
    public void PlacesOf_FolderOfItsOwn_IsTold(string pattern, string place) => Assert.Equal([place], Places([pattern], "acme"));

    [Theory]
    [InlineData("*/{tenant}/**")]
    [InlineData("{tenant}-*/**")]
    [InlineData("{tenant}/*")]
    [InlineData("{tenant}/*/a/**")]
    public void PlacesOf_PatternThatIsNoFolder_CannotBeTold(string pattern) => Assert.Null(Places([pattern], "acme"));

    [Fact]
    public void PlacesOf_SeveralPatterns_AreAllOfThem()
    {
        Assert.Equal(["raw/acme/", "done/acme/"], Places(["raw/{tenant}/**", "done/{tenant}/**"], "acme"));
        Assert.Equal(["raw/acme/", "acme/"], Places(["raw/{tenant}/**", "{tenant}/**"], "acme"));
    }

    [Fact]
    public void PlacesOf_EarlierPatternMayMatchThere_CannotBeTold() => Assert.Null(Places(["raw/{tenant}/**", "{tenant}/**"], "raw"));

    private static IEnumerable<string>? Places(string[] patterns, string tenant) =>
        new TenantPath(patterns).PlacesOf(Encoding.UTF8.GetBytes(tenant))?.Select(place => Encoding.UTF8.GetString(place.Span));

    private static string Find(string[] patterns, string path) => Encoding.UTF8.GetString(new TenantPath(patterns).Find(Encoding.UTF8.GetBytes(path)));
}
