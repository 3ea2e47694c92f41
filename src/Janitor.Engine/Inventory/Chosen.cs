using System.Runtime.InteropServices;

namespace Janitor.Engine.Inventory;

/// <summary>One item of a batch that a rule chose.</summary>
/// <param name="Index">Its index in the batch.</param>
/// <param name="Rule">The rule's index, handed back with the outcome.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Chosen(int Index, int Rule);
