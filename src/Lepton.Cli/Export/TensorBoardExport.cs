using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Lepton.Cli.Output;
using Lepton.Core.Files;
using Lepton.Store.Runs;

namespace Lepton.Cli.Export;

/// <summary>
/// Runs as event files of TensorBoard, a folder a run: learning curves and metrics as scalars, hyperparameters for its HParams page. The container is TFRecord (length, masked CRC-32C,
/// data, masked CRC-32C); field numbers are those of event.proto, summary.proto and plugins/hparams/plugin_data.proto.
/// </summary>
internal static class TensorBoardExport
{
    private const string SessionStart = "_hparams_/session_start_info";
    private const string SessionEnd = "_hparams_/session_end_info";

    // STATUS_SUCCESS and STATUS_FAILURE of the HParams plugin.
    private const int Success = 1;
    private const int Failure = 2;

    public static void Write(string folder, RunRecord run)
    {
        var started = run.Started.ToUnixTimeMilliseconds() / 1000.0;
        using var file = new MemoryStream();
        Record(file, Message(e => e.Number(1, started).Text(3, "brain.Event:2")));
        Record(file, Hparams(started, SessionStart, p => p.Message(3, s => Values(s, run).Number(5, started))));
        foreach (var (name, json) in run.Curves)
        {
            var curve = LearningCurve.Of(json);
            for (var i = 0; i < curve.Rounds.Count; i++)
            {
                Record(file, Scalar(started, $"curves/{name}", curve.Rounds[i], curve.Values[i]));
            }
        }

        foreach (var (name, value, _, _) in run.Metrics)
        {
            Record(file, Scalar(started, $"metrics/{name}", 0, value));
        }

        Record(file, Hparams(started, SessionEnd, p => p.Message(4, s => s.Varint(1, run.Status == "failed" ? Failure : Success).Number(2, started + run.Seconds))));
        AtomicFile.WriteAllBytes(Path.Combine(folder, $"events.out.tfevents.{((long)started).ToString(CultureInfo.InvariantCulture)}.lepton"), file.ToArray());
    }

    private static Fields Values(Fields session, RunRecord run)
    {
        foreach (var (name, value) in run.Hyperparameters)
        {
            // A map is a list of pairs; the value is google.protobuf.Value.
            session.Message(1, pair => pair.Text(1, name).Message(2, v => _ = value is JsonValue own && own.GetValueKind() == JsonValueKind.Number
                ? v.Number(2, double.Parse(own.ToJsonString(), CultureInfo.InvariantCulture))
                : v.Text(3, value is null ? string.Empty : SearchTable.Text(value))));
        }

        return session;
    }

    private static byte[] Scalar(double time, string tag, long step, double value) =>
        Message(e => e.Number(1, time).Varint(2, step).Message(5, s => s.Message(1, v => v.Text(1, tag).Float(2, (float)value))));

    private static byte[] Hparams(double time, string tag, Action<Fields> data) =>
        Message(e => e.Number(1, time).Message(5, s => s.Message(1, v => v.Text(1, tag).Message(9, m => m.Message(1, p => p.Text(1, "hparams").Bytes(2, Message(data)))))));

    private static byte[] Message(Action<Fields> write)
    {
        var fields = new Fields();
        write(fields);
        return fields.ToArray();
    }

    private static void Record(MemoryStream file, byte[] data)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, (ulong)data.Length);
        file.Write(number);
        Checksum(file, number);
        file.Write(data);
        Checksum(file, data);
    }

    private static void Checksum(MemoryStream file, ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        Span<byte> masked = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, unchecked(BitOperations.RotateRight(~crc, 15) + 0xa282ead8));
        file.Write(masked);
    }

    // The fields of a message, one after the other.
#pragma warning disable CA1001 // A memory stream holds nothing but memory.
    private sealed class Fields
#pragma warning restore CA1001
    {
        private readonly MemoryStream buffer = new();

        public byte[] ToArray() => buffer.ToArray();

        public Fields Varint(int field, long value) => Write(o => { o.WriteTag(field, WireFormat.WireType.Varint); o.WriteInt64(value); });

        public Fields Number(int field, double value) => Write(o => { o.WriteTag(field, WireFormat.WireType.Fixed64); o.WriteDouble(value); });

        public Fields Float(int field, float value) => Write(o => { o.WriteTag(field, WireFormat.WireType.Fixed32); o.WriteFloat(value); });

        public Fields Text(int field, string value) => Write(o => { o.WriteTag(field, WireFormat.WireType.LengthDelimited); o.WriteString(value); });

        public Fields Bytes(int field, byte[] value) => Write(o => { o.WriteTag(field, WireFormat.WireType.LengthDelimited); o.WriteBytes(ByteString.CopyFrom(value)); });

        public Fields Message(int field, Action<Fields> write) => Bytes(field, TensorBoardExport.Message(write));

        private Fields Write(Action<CodedOutputStream> write)
        {
            using var output = new CodedOutputStream(buffer, leaveOpen: true);
            write(output);
            return this;
        }
    }
}
