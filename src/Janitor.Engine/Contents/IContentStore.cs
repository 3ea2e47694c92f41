using Janitor.Engine.Inventory;

namespace Janitor.Engine.Contents;

/// <summary>A store whose items' contents can be read and written.</summary>
public interface IContentStore : IStore
{
    /// <summary>The contents; to be asked for after the store was opened.</summary>
    IContents Contents { get; }
}
