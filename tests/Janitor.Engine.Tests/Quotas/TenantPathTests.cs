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

    private static string Find(string[] patterns, string path) => Encoding.UTF8.GetString(new TenantPath(patterns).Find(Encoding.UTF8.GetBytes(path)));
}
