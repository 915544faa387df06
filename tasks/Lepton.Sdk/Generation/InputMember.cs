using System;
using System.Collections.Generic;
using System.Linq;
using Lepton.Sdk.State;

namespace Lepton.Sdk.Generation;

/// <summary>A column as a property of the generated input.</summary>
internal sealed class InputMember
{
    public InputMember(string model, Dictionary<string, object?> input)
    {
        Column = ModelLock.Text(input, "name");
        Kind = ModelLock.Text(input, "type");
        Tensor = ModelLock.Text(input, "tensor");
        Shape = Kind.StartsWith("tensor(", StringComparison.Ordinal) ? Kind.Substring("tensor(".Length).TrimEnd(')') : null;
        IsNullable = ModelLock.Text(input, "nullable") == "true";
        Summary = Describe(input);
        Values = input.TryGetValue("values", out var values) ? ((List<object?>)values!).Cast<string>().ToList() : [];
        Name = CSharpName.Free(CSharpName.Pascal(Column), "Value", model + "Input");
        Enum = Values.Count > 0 ? CSharpName.Free(model + Name, "Value", model + "Input", model + "Prediction") : null;
    }

    public string Column { get; }

    public string Name { get; }

    /// <summary>number, integer, boolean, timestamp, category or text.</summary>
    public string Kind { get; }

    /// <summary>float, double, int64, bool or string.</summary>
    public string Tensor { get; }

    /// <summary>Lengths of a tensor's dimensions, with commas between them; null of one value.</summary>
    public string? Shape { get; }

    public bool IsNullable { get; }

    /// <summary>What the column means, in which unit, and within which range.</summary>
    public string Summary { get; }

    /// <summary>All values of a closed category; empty of others.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The enumeration of a closed category.</summary>
    public string? Enum { get; }

    public string Type => Shape is not null ? "global::System.ReadOnlyMemory<float>" : Plain + (IsNullable ? "?" : string.Empty);

    /// <summary>Whether a row may leave it out.</summary>
    public bool IsOptional => IsNullable && Shape is null;

    private string Plain => Enum ?? Kind switch
    {
        "number" => "float",
        "integer" => "long",
        "boolean" => "bool",
        "timestamp" => "global::System.DateTime",
        _ => "string",
    };

    /// <summary>The statement that puts the value of <c>input</c> into row <c>i</c> of column <paramref name="index"/>.</summary>
    public string Fill(int index)
    {
        var value = $"input.{Name}";
        if (Shape is not null)
        {
            return $"rows.SetTensor({index}, i, {value}.Span);";
        }

        var text = Tensor switch
        {
            "float" => IsNullable ? $"{value} ?? float.NaN" : value,
            "double" => Kind == "boolean"
                ? IsNullable ? $"{value} is {{ }} b{index} ? (b{index} ? 1.0 : 0.0) : double.NaN" : $"({value} ? 1.0 : 0.0)"
                : IsNullable ? $"(double?){value} ?? double.NaN" : value,
            "int64" => Kind == "timestamp"
                ? IsNullable ? $"{value} is {{ }} t{index} ? Microseconds(t{index}) : long.MinValue" : $"Microseconds({value})"
                : value,
            "bool" => value,
            _ => null,
        };
        return text is not null
            ? $"c{index}[i] = {text};"
            : Enum is null ? $"rows.SetText({index}, i, {value});"
            : IsNullable ? $"rows.SetText({index}, i, {value} is {{ }} e{index} ? {Enum}Texts[(int)e{index}] : null);"
            : $"rows.SetText({index}, i, {Enum}Texts[(int){value}]);";
    }

    private string Describe(Dictionary<string, object?> input)
    {
        string? Of(string key) => input.TryGetValue(key, out var value) ? value as string : null;
        var range = (Of("min"), Of("max")) switch
        {
            (null, null) => null,
            ({ } min, null) => $"at least {min}",
            (null, { } max) => $"at most {max}",
            var (min, max) => $"from {min} to {max}",
        };
        var facts = new[] { Kind, Of("unit") is { } unit ? "in " + unit : null, range, IsOptional ? "null where it is missing" : null };
        var description = Of("description") is { } text ? text.Trim().TrimEnd('.') + ". " : string.Empty;
        return $"{description}Column {Column}: {string.Join(", ", facts.Where(f => f is not null))}.";
    }

    /// <summary>ElementType of Lepton.Runtime.</summary>
    public string ElementType => Tensor switch { "float" => "Float", "double" => "Double", "int64" => "Int64", "bool" => "Bool", _ => "String" };

    /// <summary>The type of the column's span; null of texts.</summary>
    public string? Span => Tensor == "string" || Shape is not null ? null : Element;

    private string Element => Tensor switch { "float" => "float", "double" => "double", "int64" => "long", _ => "bool" };
}
