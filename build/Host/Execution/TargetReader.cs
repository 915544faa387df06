using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Finds a build's targets.</summary>
internal static class TargetReader
{
    public static IReadOnlyList<ExecutableTarget> Read(NukeBuild build, IReadOnlyList<string> defaults)
    {
        var properties = build.GetType()
            .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(p => p.PropertyType == typeof(Target))
            .OrderBy(p => p.MetadataToken)
            .ToList();
        var factories = properties.Select(p => (Target: new ExecutableTarget { Name = p.Name, IsDefault = defaults.Contains(p.Name) }, Factory: (Target)p.GetValue(build)!)).ToList();
        foreach (var (target, factory) in factories)
        {
            factory(new TargetDefinition(target, wanted => factories.First(f => f.Factory.Equals(wanted)).Target));
        }

        return [.. factories.Select(f => f.Target)];
    }
}
