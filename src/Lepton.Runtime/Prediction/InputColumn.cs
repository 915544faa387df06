namespace Lepton.Runtime.Prediction;

/// <summary>A column that a model reads: one value a row, shape [rows, 1], or a tensor a row, shape [rows, …].</summary>
/// <param name="Name">Name of the model's input.</param>
/// <param name="Type">Float, Double, Int64, Bool or String.</param>
/// <param name="Shape">Of a tensor, without the rows; empty where a row has one value.</param>
public readonly record struct InputColumn(string Name, ElementType Type, params int[] Shape)
{
    /// <summary>Values of a row.</summary>
    public int Size
    {
        get
        {
            var size = 1;
            foreach (var length in Shape ?? [])
            {
                size = checked(size * length);
            }

            return size;
        }
    }
}
