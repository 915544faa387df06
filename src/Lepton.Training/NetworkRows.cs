namespace Lepton.Training;

/// <summary>What a network sees of rows: numbers, lists of numbered words or categories, or both.</summary>
/// <param name="values">Null where there are none.</param>
/// <param name="tokens">Null where there are none.</param>
/// <param name="answers">The tokens of the text that is to be written for each row, their end among them; null where none is written.</param>
public sealed class NetworkRows(FeatureFile? values, NumberedRows? tokens, NumberedRows? answers = null) : FeatureRows
{
    public override int Rows => values?.Rows ?? tokens!.Rows;

    public FeatureFile? Values => values;

    public NumberedRows? Tokens => tokens;

    public NumberedRows? Answers => answers;

    public override FeatureRows Head(int count) => new NetworkRows(values?.Head(count), tokens?.Head(count), answers?.Head(count));
}
