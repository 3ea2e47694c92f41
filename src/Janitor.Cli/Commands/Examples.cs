namespace Janitor.Cli.Commands;

/// <summary>What the help of each command ends with.</summary>
internal static class Examples
{
    private const string Codes = """


        Exit codes:
          0 done · 1 failed, cancelled, or --only found nothing · 2 invalid arguments or documents, nothing touched · 3 done in part
        """;

    private const string VerifyCodes = """


        Exit codes:
          0 all is as booked · 1 something is wrong with an object, failed, or cancelled · 2 invalid arguments or documents, nothing touched
        """;

    private const string PluginCodes = """


        Exit codes:
          0 done · 1 failed, cancelled or timed out · 2 invalid arguments or kubeconfig, nothing touched · 3 the run was done in part
        """;

    /// <summary>The examples of a command, by all its names: <c>janitor plan</c>.</summary>
    public static string Of(string command) => command switch
    {
        "janitor plan" => """
            Examples:
              janitor plan -f policy.yaml --volume scratch=/srv/scratch
              janitor plan -f policies/ --secrets /etc/janitor/secrets -o json
              kubectl get retentionpolicies -A -o yaml | janitor plan -f - --bucket videos=/tmp/videos --policy transcoder
              janitor plan -f policy.yaml --volume clips=/srv/clips --only 'clip-42.mp4'
            """ + Codes,
        "janitor apply" => """
            Examples:
              janitor apply -f policy.yaml --volume scratch=/srv/scratch            as spec.mode says: DryRun changes nothing
              janitor apply -f policy.yaml --volume scratch=/srv/scratch --enforce  whatever spec.mode says
              janitor apply -f policies/ --secrets /etc/janitor/secrets -o ndjson > decisions.ndjson
            """ + Codes,
        "janitor validate" => """
            Examples:
              janitor validate -f policy.yaml
              helm template . | janitor validate -f -
            """ + Codes,
        "janitor undo" => """
            Examples:
              janitor undo -f policy.yaml --volume scratch=/srv/scratch --dry-run
              janitor undo -f policy.yaml --volume scratch=/srv/scratch --run 20261121T084500Z
              janitor undo -f policy.yaml --volume scratch=/srv/scratch --only 'reports/**'
            """ + Codes,
        "janitor migrate" => """
            Examples:
              janitor migrate --from dir:/srv/clips --to s3://clips/archive/ -f policies/ --secrets /etc/janitor/secrets
              janitor migrate --from 's3://old?endpoint=http://10.0.0.5:9000&secret=old' --to s3://new --secrets secrets --bandwidth 50Mi
              janitor migrate --from dir:/srv/clips --to dir:/mnt/clips --delete-source
            """ + Codes,
        "janitor backup" or "janitor backup run" => """
            Examples:
              janitor backup run -f schedule.yaml --secrets /etc/janitor/secrets
              janitor backup run -f schedule.yaml --volume uploads=/srv/uploads -o json
            """ + Codes,
        "janitor backup list" => """
            Examples:
              janitor backup list -f schedule.yaml --secrets /etc/janitor/secrets
              janitor backup list -f schedule.yaml --secrets /etc/janitor/secrets -o json
            """ + Codes,
        "janitor backup prune" => """
            Examples:
              janitor backup prune -f schedule.yaml --secrets /etc/janitor/secrets --dry-run
              janitor backup prune -f schedule.yaml --bucket backups=/srv/backups -o json
            """ + Codes,
        "janitor backup verify" => """
            Examples:
              janitor backup verify -f schedule.yaml --secrets /etc/janitor/secrets
              janitor backup verify -f schedule.yaml --secrets secrets --restore-to scratch-connection -i key.txt
            """ + VerifyCodes,
        "janitor restore" => """
            Examples:
              janitor restore -f schedule.yaml --secrets secrets --dry-run
              janitor restore -f schedule.yaml --secrets secrets --part app --database app_yesterday --at 2026-03-01T12:00:00Z
              janitor restore -f schedule.yaml --secrets secrets --volume uploads=/srv/uploads --part uploads --include 'reports/**'
            """ + Codes,
        "janitor verify" => """
            Examples:
              janitor verify -f quota.yaml --secrets /etc/janitor/secrets --ledger /etc/janitor/ledger
              janitor verify -f quota.yaml --volume uploads=/srv/uploads --sample 5%
              JANITOR_LEDGER=postgres:///janitor janitor verify -f quota.yaml --volume uploads=/srv/uploads --learn
            """ + VerifyCodes,
        "janitor usage" => """
            Examples:
              janitor usage -f quota.yaml --secrets /etc/janitor/secrets                 lists the target
              janitor usage -f quota.yaml --ledger /etc/janitor/ledger                   asks the ledger
              janitor usage -f quota.yaml --ledger /etc/janitor/ledger --tenant acme --by folder
              janitor usage -f quota.yaml --ledger /etc/janitor/ledger --by day --from 2026-03-01 --to 2026-03-31 -o json
            """ + Codes,
        "kubectl janitor" => """
            Examples:
              kubectl janitor plan clips -n media           shows what a run would do now, and why
              kubectl janitor run clips -n media --wait     has it done, and says what was done
              kubectl janitor history clips -n media        shows the runs, the newest first
            """ + PluginCodes,
        "kubectl janitor run" => """
            Examples:
              kubectl janitor run clips -n media
              kubectl janitor run clips -n media --wait --timeout 10m
              kubectl janitor run rtp/clips --context production -w
            """ + PluginCodes,
        "kubectl janitor plan" => """
            Examples:
              kubectl janitor plan clips -n media
              kubectl janitor plan retentionpolicy/clips --timeout 10m
            """ + PluginCodes,
        "kubectl janitor history" => """
            Examples:
              kubectl janitor history clips -n media
              kubectl janitor history clips -n media -o json
            """ + PluginCodes,
        "kubectl janitor suspend" => """
            Examples:
              kubectl janitor suspend clips -n media
              kubectl janitor resume clips -n media      lets it run again
            """ + PluginCodes,
        "kubectl janitor resume" => """
            Examples:
              kubectl janitor resume clips -n media
            """ + PluginCodes,
        _ => """
            Examples:
              janitor plan -f policy.yaml --volume scratch=/srv/scratch    shows what would go, and why
              janitor apply -f policy.yaml --volume scratch=/srv/scratch   does it, within the policy's limits
            """ + Codes,
    };
}
