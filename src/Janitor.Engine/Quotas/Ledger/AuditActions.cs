namespace Janitor.Engine.Quotas.Ledger;

/// <summary>What is done by the gateway.</summary>
public static class AuditActions
{
    /// <summary>Room was promised for an upload.</summary>
    public const string UploadBegun = "upload.begun";

    /// <summary>An upload was verified and booked.</summary>
    public const string UploadCompleted = "upload.completed";

    /// <summary>An upload was not what was promised, and was removed.</summary>
    public const string UploadRefused = "upload.refused";

    /// <summary>An upload was given up by whoever began it.</summary>
    public const string UploadAbandoned = "upload.abandoned";

    /// <summary>An upload was not completed in time, and was removed.</summary>
    public const string UploadExpired = "upload.expired";

    /// <summary>An object was deleted.</summary>
    public const string ObjectDeleted = "object.deleted";
}
