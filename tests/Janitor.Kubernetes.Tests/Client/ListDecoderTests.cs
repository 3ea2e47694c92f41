using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Janitor.Kubernetes.Client;

namespace Janitor.Kubernetes.Tests.Client;

public sealed class ListDecoderTests
{
    private const string Json = """
        { "kind": "ConfigMapList", "apiVersion": "v1", "unheardOf": {"items": [1]},
          "items": [ {"metadata":{"name":"a","labels":{"x":"ü\"]}"}},"data":{"k":"v"}} , {"metadata":{"name":"b"},"data":7}, {"metadata":{"name":"c"}} ],
          "metadata": { "selfLink": "", "resourceVersion": "42", "continue": "next" } }
        """;

    [Fact]
    public void DecodeAsync_ArrivesInPiecesOfAnySize_IsTheSame() => Prop.ForAll(Gen.Choose(1, 400).ToArbitrary(), size =>
    {
        using var stream = new PiecemealStream(Encoding.UTF8.GetBytes(Json), size);
        var decoder = new ListDecoder<ConfigMap>(new EntityDecoder<ConfigMap>(KubernetesJson.OptionsFor(TestJson.Default)));

        var list = decoder.DecodeAsync(stream, default).GetAwaiter().GetResult();

        return list.ResourceVersion == "42" && list.Continue == "next" && list.Problems.Count == 1
            && list.Items.Select(item => item.Metadata.Name).SequenceEqual(["a", "c"]) && list.Items[0].Metadata.Labels!["x"] == "ü\"]}";
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task DecodeAsync_ObjectLargerThanTheBuffer_IsRead()
    {
        var large = new string('x', 300_000);
        var json = $$"""{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a"},"data":{"k":"{{large}}"} },{"metadata":{"name":"b"} }]}""";
        using var stream = new PiecemealStream(Encoding.UTF8.GetBytes(json), 10_000);

        var list = await new ListDecoder<ConfigMap>(new EntityDecoder<ConfigMap>(KubernetesJson.OptionsFor(TestJson.Default))).DecodeAsync(stream, default);

        Assert.Equal(large, list.Items[0].Data!["k"]);
        Assert.Equal("b", list.Items[1].Metadata.Name);
    }

    /// <summary>Hands out its content in pieces.</summary>
    private sealed class PiecemealStream(byte[] content, int size) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
