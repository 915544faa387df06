namespace Lepton.Runtime;

/// <summary>ONNX Runtime refused a model or a run.</summary>
/// <param name="code">OrtErrorCode: 1 fail, 2 invalid argument, 3 no such file, 6 runtime exception, 7 invalid protobuf …</param>
public sealed class OnnxRuntimeException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
