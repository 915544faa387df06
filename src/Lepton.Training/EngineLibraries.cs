using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Lepton.Training;

/// <summary>Tells the runtime which library stands behind a name of this assembly's imports; an assembly can have one resolver only.</summary>
internal static class EngineLibraries
{
    private static readonly ConcurrentDictionary<string, nint> Loaded = new(StringComparer.Ordinal);

    static EngineLibraries() =>
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (wanted, _, _) => Loaded.GetValueOrDefault(wanted));

    public static void Register(string name, nint library) => Loaded[name] = library;
}
