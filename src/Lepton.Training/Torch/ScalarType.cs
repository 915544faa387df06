namespace Lepton.Training.Torch;

/// <summary>Types of a tensor's values, numbered as c10::ScalarType is.</summary>
internal enum ScalarType
{
    UInt8 = 0,
    Int8 = 1,
    Int16 = 2,
    Int32 = 3,
    Int64 = 4,
    Float16 = 5,
    Float32 = 6,
    Float64 = 7,
    Bool = 11,
    BFloat16 = 15,
}
