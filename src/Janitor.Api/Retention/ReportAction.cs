namespace Janitor.Api.Retention;

/// <summary>Keeps an item and reports it; later rules do not see it. Has no settings: <c>report: {}</c>.</summary>
public sealed record ReportAction;
