using System.Globalization;
using Janitor.Operator.Notifications;

namespace Janitor.Operator.Tests.Notifications;

public sealed class ToldNewsTests
{
    [Fact]
    public void IsNew_MoreThanAreKept_ForgetsTheOldest()
    {
        var told = new ToldNews();
        for (var i = 0; i <= 10_000; i++)
            Assert.True(told.IsNew(i.ToString(CultureInfo.InvariantCulture)));

        Assert.False(told.IsNew("1"));
        Assert.False(told.IsNew("10000"));
        Assert.True(told.IsNew("0"));
    }
}
