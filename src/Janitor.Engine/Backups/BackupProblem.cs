namespace Janitor.Engine.Backups;

/// <summary>Why a backup cannot be made, read or restored. The names are reasons of conditions.</summary>
public enum BackupProblem
{
    /// <summary>A source cannot be read: wrong credentials, not reachable, a server that is newer than the program that dumps it.</summary>
    SourceFailed,

    /// <summary>The destination cannot be written: wrong credentials, not reachable, no space.</summary>
    DestinationFailed,

    /// <summary>There is no such backup, or no manifest.</summary>
    NotFound,

    /// <summary>What is stored is not what the manifest says: bytes are missing, or differ.</summary>
    Damaged,

    /// <summary>It was written by a newer version, in a form that this one does not know.</summary>
    UnknownVersion,

    /// <summary>It cannot be decrypted: no key, or the wrong one.</summary>
    WrongKey,

    /// <summary>Where it is to be restored to something is already, or it cannot be reached.</summary>
    TargetRefused,

    /// <summary>The restore began and did not come to its end.</summary>
    RestoreFailed,

    /// <summary>What was restored is not what was backed up.</summary>
    Different,
}
