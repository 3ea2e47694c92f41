using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Janitor.Kubernetes.Tests;

/// <summary>One request and the answer that is being given to it.</summary>
/// <param name="request">The request.</param>
/// <param name="context">The server's side of the connection.</param>
/// <param name="over">Cancelled when the client hangs up or the server stops.</param>
internal sealed class ScriptedExchange(ScriptedRequest request, HttpContext context, CancellationToken over)
{
    /// <summary>The request.</summary>
    public ScriptedRequest Request => request;

    /// <summary>Cancelled when the client hangs up or the server stops.</summary>
    public CancellationToken Over => over;

    /// <summary>Begins the answer; to be called before anything is sent.</summary>
    public void Begin(int code, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = contentType;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
    }

    /// <summary>Sends text at once, as it is: half a line, or several.</summary>
    public async Task SendAsync(string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), over);
        await context.Response.Body.FlushAsync(over);
    }

    /// <summary>Sends the head of the answer and nothing more.</summary>
    public Task SendHeadAsync() => context.Response.StartAsync(over);

    /// <summary>Says nothing more until the client hangs up or the server stops.</summary>
    public Task SilenceAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, over);

    /// <summary>Breaks the connection off.</summary>
    public void Cut() => context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
}
