using System.Runtime.InteropServices;

namespace Janitor.Engine.Retention.Planning;

internal enum JudgementKind
{
    /// <summary>No rule selects it; a capacity rule may.</summary>
    Free,

    /// <summary>It is protected, too young, or depends on a catalog that cannot be used.</summary>
    Kept,

    /// <summary>A rule selects it.</summary>
    Selected,

    /// <summary>A rule selects the folder it is in.</summary>
    InFolder,

    /// <summary>Its tags decide.</summary>
    NeedsTags,
}

/// <summary>What the rules say of one item.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Judgement(JudgementKind Kind, int Rule = -1);
