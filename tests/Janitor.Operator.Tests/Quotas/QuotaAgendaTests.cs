using Janitor.Api.Quotas;
using Janitor.Kubernetes.Entities;
using Janitor.Operator.Quotas;

namespace Janitor.Operator.Tests.Quotas;

public sealed class QuotaAgendaTests
{
    private static readonly DateTimeOffset Noon = Policies.Noon;

    private readonly StorageQuota _quota = new()
    {
        Metadata = new ObjectMeta { Name = "media", Namespace = "media", Uid = "u-1", Generation = 1, CreationTimestamp = Noon },
        Spec = new StorageQuotaSpec { Schedule = "@hourly" },
    };

    [Fact]
    public void Of_NewSpec_IsDueAtOnce()
    {
        Assert.True(Agenda(measured: 0, Noon).IsDue);
        Assert.False(Agenda(measured: 1, Noon).IsDue);
    }

    [Fact]
    public void Of_TimeHasCome_IsDueForTheLast()
    {
        var agenda = Agenda(measured: 1, Noon + TimeSpan.FromHours(3.5));

        Assert.Equal(new QuotaAgenda(true, Noon + TimeSpan.FromHours(3), Noon + TimeSpan.FromHours(4)), agenda);
    }

    [Fact]
    public void Of_Suspended_IsNeverDue()
    {
        _quota.Spec.Suspend = true;

        Assert.False(Agenda(measured: 0, Noon + TimeSpan.FromHours(3)).IsDue);
    }

    [Fact]
    public void Record_TimesThatCameMeanwhile_ArePassedOver()
    {
        var now = Noon + TimeSpan.FromHours(3.5);
        var work = new QuotaWork(_quota, now);

        work.Record(new Measurement(Noon + TimeSpan.FromHours(1), 1, Noon + TimeSpan.FromHours(1)) { Problem = "it took too long" });

        Assert.False(QuotaAgenda.Of(_quota, work.Status, now).IsDue);
    }

    private QuotaAgenda Agenda(long measured, DateTimeOffset now) => QuotaAgenda.Of(_quota, new StorageQuotaStatus { MeasuredGeneration = measured }, now);
}
