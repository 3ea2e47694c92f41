using Janitor.Cli.Commands;

return await JanitorCommand.RunAsync(args);
