using System.Text;
using Janitor.Engine.Quotas;

namespace Janitor.Engine.Tests.Quotas;

public sealed class TenantFoldersTests
{
    private readonly TenantFolders _folders = new();

    [Theory]
    [InlineData("jobs/1/raw/a", "acme")]
    [InlineData("jobs/1", "acme")]
    [InlineData("jobs/1/shared/a", "beta")]
    [InlineData("jobs/10/a", "")]
    [InlineData("jobs/a", "")]
    [InlineData("a", "")]
    [InlineData("one/key.mp4", "acme")]
    [InlineData("/jobs/1", "")]
    public void Find_LongestFolder_Decides(string path, string expected)
    {
        Add("jobs/1/", "acme");
        Add("jobs/1/shared", "beta");
        Add("one/key.mp4", "acme");

        Assert.Equal(expected, Encoding.UTF8.GetString(_folders.Find(Encoding.UTF8.GetBytes(path))));
    }

    [Fact]
    public void Add_SameTwice_IsOne()
    {
        Add("jobs/1", "acme");
        Add("jobs/1/", "acme");

        Assert.Equal(1, _folders.Count);
    }

    [Fact]
    public void Add_SecondTenant_IsRefused()
    {
        Add("jobs/1", "acme");

        Assert.Equal("folder jobs/1 has two tenants, acme and beta", Assert.Throws<FormatException>(() => Add("jobs/1/", "beta")).Message);
    }

    [Theory]
    [InlineData("/", "acme")]
    [InlineData("jobs/1", "")]
    public void Add_WithoutName_IsRefused(string folder, string tenant) => Assert.Throws<FormatException>(() => Add(folder, tenant));

    [Fact]
    public void PlacesOf_Folders_AreFolderAndKey()
    {
        Add("jobs/1/", "acme");
        Add("jobs/1/raw", "acme");
        Add("jobs/2", "acme");
        Add("jobs/3", "beta");

        Assert.Equal(["jobs/1", "jobs/1/", "jobs/2", "jobs/2/"], Places("acme"));
        Assert.Equal([], Places("nobody")!);
    }

    [Fact]
    public void PlacesOf_SomebodyElseInside_CannotBeTold()
    {
        Add("jobs/1/shared/deep", "beta");
        Add("jobs/1", "acme");

        Assert.Null(Places("acme"));
        Assert.Equal(["jobs/1/shared/deep", "jobs/1/shared/deep/"], Places("beta"));
    }

    private IEnumerable<string>? Places(string tenant) => _folders.PlacesOf(Encoding.UTF8.GetBytes(tenant))?.Select(place => Encoding.UTF8.GetString(place.Span));

    private void Add(string folder, string tenant) => _folders.Add(Encoding.UTF8.GetBytes(folder), Encoding.UTF8.GetBytes(tenant));
}
