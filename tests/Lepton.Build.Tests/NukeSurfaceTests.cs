using System.Reflection;
using Lepton.Testing;
using Nuke.Common;
using Assert = Xunit.Assert;

namespace Lepton.Build.Tests;

/// <summary>
/// Build.cs must compile against NUKE too, so what it can see of the host has NUKE's names and signatures. The list beside
/// this file holds that part of NUKE 10.1.0's surface: build, targets, parameters.
/// </summary>
public class NukeSurfaceTests
{
    [Fact]
    public void What_a_build_sees_of_the_host_is_as_in_NUKE()
    {
        var listed = File.ReadAllLines(Repository.File("tests", "Lepton.Build.Tests", "nuke-10.1.0.txt"));
        Assert.Equal(listed, Surface().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Surface() =>
        typeof(NukeBuild).Assembly.GetExportedTypes()
            .Where(t => t.Namespace == "Nuke.Common" && t.Name != "Assert")
            .SelectMany(t => t.IsSubclassOf(typeof(Delegate)) ? [t.GetMethod("Invoke")!] : t.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(IsSeen)
            .Select(m => $"{Name(m.DeclaringType!)}: {Describe(m)}");

    private static bool IsSeen(MemberInfo member) => member switch
    {
        ConstructorInfo c => c.IsPublic && member.DeclaringType!.IsSubclassOf(typeof(Attribute)),
        MethodInfo m => (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) && m.GetBaseDefinition().DeclaringType != typeof(object),
        PropertyInfo p => p.GetMethod!.IsPublic,
        FieldInfo f => f.IsPublic && !f.IsSpecialName,
        _ => false,
    };

    private static string Describe(MemberInfo member) => member switch
    {
        MethodInfo m => $"{Name(m.ReturnType)} {m.Name}{(m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(a => a.Name))}>" : string.Empty)}({Parameters(m)})",
        ConstructorInfo c => $"({Parameters(c)})",
        PropertyInfo p => $"{Name(p.PropertyType)} {p.Name}",
        FieldInfo f => member.DeclaringType!.IsEnum ? f.Name : $"{Name(f.FieldType)} {f.Name}",
        _ => member.Name,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)));

    private static string Name(Type type)
    {
        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
