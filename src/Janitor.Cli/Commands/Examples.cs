namespace Janitor.Cli.Commands;

/// <summary>What the help of each command ends with.</summary>
internal static class Examples
{
    private const string Codes = """


        Exit codes:
          0 done · 1 failed, cancelled, or --only found nothing · 2 invalid arguments or documents, nothing touched · 3 done in part
        """;

    public static string Of(string command) => command switch
    {
        "plan" => """
            Examples:
              janitor plan -f policy.yaml --volume scratch=/srv/scratch
              janitor plan -f policies/ --secrets /etc/janitor/secrets -o json
              kubectl get retentionpolicies -A -o yaml | janitor plan -f - --bucket videos=/tmp/videos --policy transcoder
              janitor plan -f policy.yaml --volume clips=/srv/clips --only 'clip-42.mp4'
            """ + Codes,
        "apply" => """
            Examples:
              janitor apply -f policy.yaml --volume scratch=/srv/scratch            as spec.mode says: DryRun changes nothing
              janitor apply -f policy.yaml --volume scratch=/srv/scratch --enforce  whatever spec.mode says
              janitor apply -f policies/ --secrets /etc/janitor/secrets -o ndjson > decisions.ndjson
            """ + Codes,
        "validate" => """
            Examples:
              janitor validate -f policy.yaml
              helm template . | janitor validate -f -
            """ + Codes,
        "undo" => """
            Examples:
              janitor undo -f policy.yaml --volume scratch=/srv/scratch --dry-run
              janitor undo -f policy.yaml --volume scratch=/srv/scratch --run 20261121T084500Z
              janitor undo -f policy.yaml --volume scratch=/srv/scratch --only 'reports/**'
            """ + Codes,
        _ => """
            Examples:
              janitor plan -f policy.yaml --volume scratch=/srv/scratch    shows what would go, and why
              janitor apply -f policy.yaml --volume scratch=/srv/scratch   does it, within the policy's limits
            """ + Codes,
    };
}
