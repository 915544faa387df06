using System.Reflection;
using System.Text;

namespace Nuke.Common.Execution;

/// <summary>A field or property that a switch, an environment variable or the parameters file sets.</summary>
internal sealed class BuildParameter
{
    private readonly MemberInfo member;

    private BuildParameter(MemberInfo member, ParameterAttribute attribute)
    {
        this.member = member;
        Name = attribute.Name ?? member.Name;
        Description = attribute.Description ?? string.Empty;
        Separator = attribute.Separator;
    }

    public string Name { get; }

    public string Description { get; }

    public string? Separator { get; }

    public Type Type => (member as FieldInfo)?.FieldType ?? ((PropertyInfo)member).PropertyType;

    /// <summary>The switch, such as <c>max-depth</c> for <c>MaxDepth</c>.</summary>
    public string Switch
    {
        get
        {
            var text = new StringBuilder();
            foreach (var c in Name)
            {
                if (char.IsUpper(c) && text.Length > 0)
                {
                    text.Append('-');
                }

                text.Append(char.ToLowerInvariant(c));
            }

            return text.ToString();
        }
    }

    public static IReadOnlyList<BuildParameter> Of(NukeBuild build) =>
    [
        .. build.GetType().GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(m => m is FieldInfo or PropertyInfo)
            .Select(m => (Member: m, Attribute: m.GetCustomAttribute<ParameterAttribute>()))
            .Where(m => m.Attribute is not null)
            .Select(m => new BuildParameter(m.Member, m.Attribute!)),
    ];

    /// <exception cref="InvalidUsageException">The values do not fit the type.</exception>
    public void Set(NukeBuild build, IReadOnlyList<string> values)
    {
        var value = Convert(values);
        if (member is FieldInfo field)
        {
            field.SetValue(build, value);
        }
        else
        {
            ((PropertyInfo)member).SetValue(build, value);
        }
    }

    private object Convert(IReadOnlyList<string> values)
    {
        if (Separator is { } separator)
        {
            values = [.. values.SelectMany(v => v.Split(separator))];
        }

        if (Type == typeof(string[]))
        {
            return values.ToArray();
        }

        var type = Nullable.GetUnderlyingType(Type) ?? Type;
        if (type == typeof(bool) && values.Count == 0)
        {
            return true;
        }

        if (values.Count != 1)
        {
            throw new InvalidUsageException($"--{Switch} takes one value, found {values.Count}");
        }

        try
        {
            return type.IsEnum ? Enum.Parse(type, values[0], ignoreCase: true) : System.Convert.ChangeType(values[0], type);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or InvalidCastException)
        {
            throw new InvalidUsageException($"--{Switch}: '{values[0]}' is no {type.Name}{(type.IsEnum ? $"; known: {string.Join(", ", Enum.GetNames(type))}" : string.Empty)}");
        }
    }
}
