using Janitor.Kubernetes.Leadership;

namespace Janitor.Kubernetes.Tests.Leadership;

public sealed class LeaderElectionOptionsTests
{
    [Fact]
    public void Check_Defaults_AreFifteenTenAndTwoSeconds()
    {
        var options = new LeaderElectionOptions { LeaseName = "operator", LeaseNamespace = "space" };
        options.Check();

        Assert.Equal((15, 10, 2), (options.LeaseDuration.TotalSeconds, options.RenewDeadline.TotalSeconds, options.RetryPeriod.TotalSeconds));
        Assert.StartsWith($"{Environment.MachineName}_", options.Identity, StringComparison.Ordinal);
        Assert.NotEqual(options.Identity, new LeaderElectionOptions().Identity);
    }

    [Theory]
    [InlineData(10, 10, 2, "lease duration")]
    [InlineData(15.5, 10, 2, "whole seconds")]
    [InlineData(15, 2.4, 2, "renew deadline")]
    [InlineData(15, 10, 0, "retry period")]
    public void Check_DoNotGoTogether_SaysWhich(double lease, double renew, double retry, string expected)
    {
        var options = new LeaderElectionOptions
        {
            LeaseName = "operator",
            LeaseNamespace = "space",
            LeaseDuration = TimeSpan.FromSeconds(lease),
            RenewDeadline = TimeSpan.FromSeconds(renew),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };

        Assert.Contains(expected, Assert.Throws<ArgumentException>(options.Check).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "space", "a")]
    [InlineData("operator", "", "a")]
    [InlineData("operator", "space", "")]
    public void Check_SomethingIsMissing_Throws(string name, string @namespace, string identity) =>
        Assert.Throws<ArgumentException>(new LeaderElectionOptions { LeaseName = name, LeaseNamespace = @namespace, Identity = identity }.Check);
}
