package io.kvasir.edge.wire;

import static io.kvasir.edge.wire.ValueCodec.atLeast;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Command;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.Ledger;
import io.kvasir.core.keyspace.Remembered;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.keyspace.TransactionResult;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.edge.wire.proto.KeyspaceProto;
import io.kvasir.engine.port.KeyspaceFormat;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/** The bytes of linearizable buckets, described in {@code kvasir/keyspace.proto}. */
public final class ProtobufKeyspaceFormat implements KeyspaceFormat {
  /** Of commands, and of all rows together. */
  private static final int VERSION = 1;

  @Override
  public Bytes encode(Command command) {
    return bytes(TransactionCodec.encode(command).setVersion(VERSION).build());
  }

  @Override
  public Bytes stamped(Bytes command, long wallMillis) {
    ByteBuffer stamp =
        KeyspaceProto.Command.newBuilder()
            .setWallMillis(wallMillis)
            .build()
            .toByteString()
            .asReadOnlyByteBuffer();
    ByteBuffer both = ByteBuffer.allocate(command.length() + stamp.remaining());
    return Bytes.copyOf(both.put(command.asReadOnlyBuffer()).put(stamp).flip());
  }

  @Override
  public Optional<Command> decodeCommand(Bytes command) {
    return read(KeyspaceProto.Command.parser(), command, ProtobufKeyspaceFormat::decode);
  }

  private static Command decode(KeyspaceProto.Command source) {
    requireVersion(source.getVersion());
    return TransactionCodec.decode(source);
  }

  @Override
  public Bytes encode(TransactionResult result) {
    return bytes(TransactionResultCodec.encode(result));
  }

  @Override
  public Optional<TransactionResult> decodeResult(Bytes result) {
    return read(KeyspaceProto.Result.parser(), result, TransactionResultCodec::decode);
  }

  @Override
  public Bytes encode(Head head) {
    return bytes(
        KeyspaceProto.Head.newBuilder()
            .setVersion(VERSION)
            .setRevision(head.revision())
            .setMillis(head.millis())
            .setRetries(head.retries())
            .setEnds(head.ends())
            .build());
  }

  @Override
  public Optional<Head> decodeHead(Bytes row) {
    return read(KeyspaceProto.Head.parser(), row, ProtobufKeyspaceFormat::decode);
  }

  private static Head decode(KeyspaceProto.Head source) {
    requireVersion(source.getVersion());
    return new Head(
        source.getRevision(), source.getMillis(), source.getRetries(), source.getEnds());
  }

  @Override
  public Bytes encode(Versioned versioned) {
    return bytes(TransactionResultCodec.encode(versioned));
  }

  @Override
  public Optional<Versioned> decodeVersioned(Bytes row) {
    return read(KeyspaceProto.Versioned.parser(), row, TransactionResultCodec::decode);
  }

  @Override
  public Bytes encode(Remembered remembered) {
    return bytes(
        KeyspaceProto.Remembered.newBuilder()
            .setFingerprint(remembered.fingerprint())
            .setPlace(remembered.place())
            .setResult(TransactionResultCodec.encode(remembered.result()))
            .build());
  }

  @Override
  public Optional<Remembered> decodeRemembered(Bytes row) {
    return read(KeyspaceProto.Remembered.parser(), row, ProtobufKeyspaceFormat::decode);
  }

  private static Remembered decode(KeyspaceProto.Remembered source) {
    if (!source.hasResult()) {
      throw new IllegalArgumentException("no result");
    }
    return new Remembered(
        source.getFingerprint(),
        atLeast(0, source.getPlace()),
        TransactionResultCodec.decode(source.getResult()));
  }

  @Override
  public Bytes encode(Revision revision) {
    return bytes(HistoryCodec.encode(revision));
  }

  @Override
  public Optional<Revision> decodeRevision(long number, Bytes row) {
    return read(
        KeyspaceProto.Revision.parser(), row, source -> HistoryCodec.decode(number, source));
  }

  @Override
  public Bytes encode(Ledger ledger) {
    return bytes(HistoryCodec.encode(ledger));
  }

  @Override
  public Optional<Ledger> decodeLedger(Bytes row) {
    return read(KeyspaceProto.Ledger.parser(), row, HistoryCodec::decode);
  }

  private static void requireVersion(int version) {
    if (version != VERSION) {
      throw new IllegalArgumentException("version " + version);
    }
  }

  private static Bytes bytes(MessageLite message) {
    return Bytes.copyOf(message.toByteString().asReadOnlyByteBuffer());
  }

  private static <P, T> Optional<T> read(Parser<P> parser, Bytes bytes, Function<P, T> decode) {
    try {
      CodedInputStream input = ValueCodec.view(bytes).newCodedInput();
      input.enableAliasing(true);
      P message = parser.parseFrom(input, ExtensionRegistryLite.getEmptyRegistry());
      return Optional.of(decode.apply(message));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
