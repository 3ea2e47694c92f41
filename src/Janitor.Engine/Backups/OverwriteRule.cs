namespace Janitor.Engine.Backups;

/// <summary>What may be at the place that something is restored to.</summary>
public enum OverwriteRule
{
    /// <summary>Nothing: the database, the directory or the prefix must not exist.</summary>
    Never,

    /// <summary>It may exist when nothing is in it.</summary>
    IfEmpty,

    /// <summary>Whatever is there is replaced.</summary>
    Always,
}
