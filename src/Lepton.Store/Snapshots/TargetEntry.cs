using System.Runtime.InteropServices;

namespace Lepton.Store.Snapshots;

/// <summary>Something that is up to date as long as its files and the targets that it needs are: 28 bytes on disk.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TargetEntry
{
    public int Kind;
    public int Name;
    public int Note;
    public int FilesStart;
    public int FilesCount;
    public int NeedsStart;
    public int NeedsCount;
}
