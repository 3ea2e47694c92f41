namespace Janitor.Kubernetes.Tests;

public sealed class ScriptedServerTests
{
    [Fact]
    public async Task On_SeveralAnswers_GivesThemInOrderAndTheLastAgain()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("GET", "/x", ScriptedAnswer.Text("a"), ScriptedAnswer.Text("b"));
        using var http = new HttpClient { BaseAddress = server.Address };

        Assert.Equal("a", await http.GetStringAsync("x"));
        Assert.Equal("b", await http.GetStringAsync("x"));
        Assert.Equal("b", await http.GetStringAsync("x"));
        Assert.Equal(3, server.RequestsOf("GET", "/x").Count);
    }

    [Fact]
    public async Task On_Watch_IsToldFromGet()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("GET", "/x", ScriptedAnswer.Text("list")).On("WATCH", "/x", ScriptedAnswer.Text("watch"));
        using var http = new HttpClient { BaseAddress = server.Address };

        Assert.Equal("watch", await http.GetStringAsync("x?watch=true"));
        Assert.Equal("list", await http.GetStringAsync("x"));
    }
}
