using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Janitor.Api;
using Janitor.Api.Backups;
using Janitor.Api.Quotas;
using Janitor.Api.Retention;
using Janitor.Engine;
using Janitor.Engine.Backups;
using Janitor.Engine.Quotas;
using Janitor.Engine.Retention;
using Janitor.Kubernetes.Core;
using Janitor.Kubernetes.Entities;

namespace Janitor.Cli.Documents;

/// <summary>Reads the documents of files: policies, quotas, backup schedules, backups, restores and Secrets; other kinds beside them are passed over.</summary>
internal sealed class ManifestReader
{
    private const string OwnGroup = "janitor.dev/";

    /// <summary>Metadata that Kubernetes and people add, and that means nothing to a run.</summary>
    private static readonly string[] OtherMetadata =
    [
        "labels", "annotations", "generateName", "finalizers", "ownerReferences", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "selfLink",
    ];

    private readonly Manifests _manifests = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Reads all files.</summary>
    public static Manifests Read(IEnumerable<ManifestFile> files)
    {
        var reader = new ManifestReader();
        foreach (var file in files)
            reader.ReadFile(file);
        return reader._manifests;
    }

    private void ReadFile(ManifestFile file)
    {
        var number = 0;
        try
        {
            foreach (var document in YamlReader.Read(file.Text))
            {
                number++;
                if (document.Content is not null)
                    ReadDocument(document.Content, $"{file.Name} document {number}", document.Lines, root: string.Empty);
            }
        }
        catch (YamlSyntaxException problem)
        {
            _manifests.Errors.Add($"{file.Name} document {number + 1}, line {problem.Line}: {problem.Message}");
        }
    }

    private void ReadDocument(JsonNode content, string name, LineMap lines, string root)
    {
        var (version, kind) = (Text(content, "apiVersion"), Text(content, "kind"));
        var place = new Place($"{name} ({Title(content, kind)})", lines, root);
        switch (version, kind)
        {
            case (RetentionPolicy.Version, RetentionPolicy.KindName):
                Read(content, place, JanitorJson.Default.RetentionPolicy, PolicyValidator.Validate, "policy", policy => _manifests.Policies.Add(new PolicyDocument(policy, place)));
                break;
            case (StorageQuota.Version, StorageQuota.KindName):
                Read(content, place, JanitorJson.Default.StorageQuota, QuotaValidator.Validate, "quota", _manifests.Quotas.Add);
                break;
            case (BackupSchedule.Version, BackupSchedule.KindName):
                Read(content, place, JanitorJson.Default.BackupSchedule, BackupScheduleValidator.Validate, "schedule", _manifests.Schedules.Add);
                break;
            case (Backup.Version, Backup.KindName):
                Read(content, place, JanitorJson.Default.Backup, BackupValidator.Validate, "backup", backup => _manifests.Orders.Add($"{Backup.KindName} {backup}"));
                break;
            case (Restore.Version, Restore.KindName):
                Read(content, place, JanitorJson.Default.Restore, RestoreValidator.Validate, "restore", restore => _manifests.Orders.Add($"{Restore.KindName} {restore}"));
                break;
            case ("v1", "Secret"):
                ReadSecret(content, place);
                break;
            case ("v1", "List"):
                ReadList(content, place, name);
                break;
            case (null, _) or (_, null):
                Complain(place, new FieldError(
                    version is null ? "apiVersion" : "kind",
                    $"is required: write apiVersion: {RetentionPolicy.Version} and kind: {RetentionPolicy.KindName}"));
                break;
            case (_, RetentionPolicy.KindName or StorageQuota.KindName or BackupSchedule.KindName or Restore.KindName):
                Complain(place, new FieldError("apiVersion", $"\"{version}\" is not supported by this version; write {RetentionPolicy.Version}"));
                break;
            default:
                PassOver(version, kind, place);
                break;
        }
    }

    private void PassOver(string version, string kind, Place place)
    {
        if (version.StartsWith(OwnGroup, StringComparison.Ordinal))
            Complain(place, new FieldError("kind", $"\"{kind}\" is not supported by this version; write {RetentionPolicy.KindName}, {StorageQuota.KindName}, {BackupSchedule.KindName}, {Backup.KindName} or {Restore.KindName}"));
        else
            _manifests.Notes.Add($"{place.Text}: passed over: only {RetentionPolicy.KindName}, {StorageQuota.KindName}, {BackupSchedule.KindName}, {Backup.KindName}, {Restore.KindName} and Secret are read");
    }

    private void ReadList(JsonNode content, Place place, string name)
    {
        if (content["items"] is not JsonArray items)
        {
            Complain(place, new FieldError("items", "expected a list"));
            return;
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is { } item)
                ReadDocument(item, $"{name} item {i + 1}", place.Lines, $"{(place.Root.Length == 0 ? "" : place.Root + ".")}items[{i}]");
        }
    }

    /// <summary>Decodes and checks one of ours.</summary>
    /// <param name="content">The document.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="form">Its JSON form.</param>
    /// <param name="validate">Finds the mistakes that its types do not rule out.</param>
    /// <param name="word">What messages call its kind.</param>
    /// <param name="add">Takes it when it has no mistakes.</param>
    private void Read<T>(JsonNode content, Place place, JsonTypeInfo<T> form, Func<T, IReadOnlyList<FieldError>> validate, string word, Action<T> add)
        where T : class, IKubernetesObject
    {
        RemoveOthers((JsonObject)content);
        var decoder = new FieldDecoder();
        decoder.Check((JsonObject)content, form, string.Empty);
        var entity = content.Deserialize(form)!;
        var errors = decoder.Errors.Concat(validate(entity).Where(mistake => !decoder.Explains(mistake))).OrderBy(place.LineOf).ToList();
        if (!_names.Add($"{word} {entity}") && entity.Metadata.Name.Length > 0)
            errors.Add(new FieldError("metadata.name", $"{entity} is the name of an earlier {word}; choose another"));

        foreach (var error in errors)
            Complain(place, error);
        if (errors.Count == 0)
            add(entity);
    }

    private static void RemoveOthers(JsonObject content)
    {
        content.Remove("status");
        foreach (var name in OtherMetadata)
            (content["metadata"] as JsonObject)?.Remove(name);
    }

    private void ReadSecret(JsonNode content, Place place)
    {
        var data = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        ReadSecretData(content["data"], "data", place, data, Convert.FromBase64String);
        ReadSecretData(content["stringData"], "stringData", place, data, Encoding.UTF8.GetBytes);
        var (space, name) = (Text(content["metadata"], "namespace") ?? "default", Text(content["metadata"], "name"));
        if (name is null)
            Complain(place, new FieldError("metadata.name", "is required"));
        else if (!_manifests.Secrets.TryAdd(space, name, data))
            Complain(place, new FieldError("metadata.name", $"{space}/{name} is the name of an earlier Secret; keep one of them"));
        else
            _manifests.LabelledSecrets.Add(new Secret { Metadata = new ObjectMeta { Name = name, Namespace = space, Labels = Texts(content, "labels"), Annotations = Texts(content, "annotations") }, Data = data });
    }

    /// <summary>Values are secret: no message repeats them.</summary>
    private void ReadSecretData(JsonNode? content, string field, Place place, Dictionary<string, byte[]> data, Func<string, byte[]> decode)
    {
        if (content is null)
            return;
        if (content is not JsonObject entries)
        {
            Complain(place, new FieldError(field, "expected keys and values"));
            return;
        }

        foreach (var (key, value) in entries)
        {
            try
            {
                if (value?.GetValueKind() == JsonValueKind.String)
                    data[key] = decode(value.GetValue<string>());
                else
                    Complain(place, new FieldError($"{field}.{key}", "expected text; put it in quotes"));
            }
            catch (FormatException)
            {
                Complain(place, new FieldError($"{field}.{key}", "is not Base64; encode it, or write it as it is under stringData"));
            }
        }
    }

    private void Complain(Place place, FieldError error) => _manifests.Errors.Add(place.Say(error));

    private static string Title(JsonNode content, string? kind)
    {
        var (space, name) = (Text(AsObject(content)?["metadata"], "namespace"), Text(AsObject(content)?["metadata"], "name"));
        return name is null ? kind ?? "no kind" : $"{kind ?? "no kind"} {(space is null ? name : $"{space}/{name}")}";
    }

    private static string? Text(JsonNode? content, string field) =>
        AsObject(content)?[field] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static Dictionary<string, string> Texts(JsonNode content, string field) => (AsObject(AsObject(content["metadata"])?[field]) ?? [])
        .Where(pair => pair.Value?.GetValueKind() == JsonValueKind.String)
        .ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal);

    private static JsonObject? AsObject(JsonNode? content) => content as JsonObject;
}
