using Janitor.Cli.Commands.Kubectl;

namespace Janitor.Cli.Tests.Commands.Kubectl;

public sealed class PolicyNameTests
{
    [Theory]
    [InlineData("clips")]
    [InlineData("rtp/clips")]
    [InlineData("retentionpolicy/clips")]
    [InlineData("RetentionPolicies/clips")]
    [InlineData("retentionpolicies.janitor.dev/clips")]
    [InlineData("retentionpolicy.v1alpha1.janitor.dev/clips")]
    public void Parse_AsKubectlTakesIt_IsTheName(string text)
    {
        Assert.Equal("clips", PolicyName.Parse(text, out var mistake));
        Assert.Null(mistake);
    }

    [Theory]
    [InlineData("pod/clips", "\"pod\" is another resource than retentionpolicies; write NAME, retentionpolicy/NAME or rtp/NAME")]
    [InlineData("retentionpolicies.example.com/clips", "\"retentionpolicies.example.com\" is another resource than retentionpolicies; write NAME, retentionpolicy/NAME or rtp/NAME")]
    [InlineData("rtp/", "\"rtp/\" names no policy; kubectl get retentionpolicies lists them")]
    [InlineData("", "\"\" names no policy; kubectl get retentionpolicies lists them")]
    public void Parse_SomethingElse_SaysWhatToWrite(string text, string expected)
    {
        Assert.Null(PolicyName.Parse(text, out var mistake));
        Assert.Equal(expected, mistake);
    }
}
