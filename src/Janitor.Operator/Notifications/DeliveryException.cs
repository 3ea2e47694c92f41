namespace Janitor.Operator.Notifications;

/// <summary>A webhook could not be told.</summary>
/// <param name="message">Why, and what to do; of its address no more than the host.</param>
/// <param name="mayPass">Whether it is worth another try.</param>
/// <param name="wait">How long the receiver asks to wait before that.</param>
internal sealed class DeliveryException(string message, bool mayPass, TimeSpan? wait = null) : Exception(message)
{
    /// <summary>Whether it is worth another try.</summary>
    public bool MayPass => mayPass;

    /// <summary>How long the receiver asks to wait before that; null when it does not say.</summary>
    public TimeSpan? Wait => wait;
}
