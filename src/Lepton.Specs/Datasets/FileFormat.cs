namespace Lepton.Specs.Datasets;

/// <summary>How a file is read.</summary>
public enum FileFormat
{
    Csv,
    Tsv,
    Json,
    Parquet,
}
