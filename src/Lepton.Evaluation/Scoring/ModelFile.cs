namespace Lepton.Evaluation.Scoring;

/// <summary>Names in a model file that everyone who uses it must know.</summary>
public static class ModelFile
{
    /// <summary>Stands for a missing category or text; also in the model's metadata.</summary>
    public const string NullText = "\u0001";

    /// <summary>Keys of the metadata.</summary>
    public static class Keys
    {
        public const string Null = "lepton.null";
        public const string Task = "lepton.task";
        public const string Target = "lepton.target";
        public const string Classes = "lepton.classes";
        public const string Positive = "lepton.positive";
        public const string Threshold = "lepton.threshold";
        public const string Inputs = "lepton.train-inputs";
        public const string Dataset = "lepton.dataset";
        public const string Engine = "lepton.engine";
    }
}
