namespace Lepton.Training;

/// <summary>A matrix of features, dense or sparse.</summary>
public abstract class MatrixRows : FeatureRows
{
    public abstract int Columns { get; }

    /// <summary>output[k] += Σ_j x[row,j] · weights[j·K + k], for the K classes of <paramref name="output"/>.</summary>
    public abstract void Multiply(int row, ReadOnlySpan<double> weights, Span<double> output);

    /// <summary>gradient[j·K + k] += x[row,j] · scale[k].</summary>
    public abstract void AddOuter(int row, ReadOnlySpan<double> scale, Span<double> gradient);
}
