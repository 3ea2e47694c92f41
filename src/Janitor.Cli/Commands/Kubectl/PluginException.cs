namespace Janitor.Cli.Commands.Kubectl;

/// <summary>What was asked for cannot be had from this cluster; the message says why, and what to do.</summary>
internal sealed class PluginException(string message) : Exception(message);
