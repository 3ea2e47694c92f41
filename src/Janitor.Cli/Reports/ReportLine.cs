namespace Janitor.Cli.Reports;

/// <summary>The line of <c>-o ndjson</c> that ends a policy: <c>{"report":…}</c>.</summary>
internal sealed record ReportLine<TReport>(TReport Report);
