package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Command;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.Proposals;
import io.kvasir.core.keyspace.Transaction;
import io.kvasir.edge.wire.proto.KeyspaceProto;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Whatever is written is read as it was, and whatever else is found does no harm. */
class KeyspaceFormatPropertyTest {
  private final ProtobufKeyspaceFormat format = new ProtobufKeyspaceFormat();

  @Property
  void commandsComeBackAsTheyWere(@ForAll("commands") Command command) {
    assertThat(format.decodeCommand(format.encode(command))).contains(command);
  }

  /** The leader's clock takes the place of whatever was said before. */
  @Property
  void stampedCommandsAreWrittenAsIfWithThatTime(
      @ForAll("transactions") Transaction transaction,
      @ForAll @LongRange(min = 1) long said,
      @ForAll @LongRange(min = 1) long millis) {
    Bytes plain = format.encode(new Proposal(Optional.empty(), 0, transaction));
    Proposal stamped = new Proposal(Optional.empty(), millis, transaction);

    assertThat(format.stamped(plain, millis)).isEqualTo(format.encode(stamped));
    assertThat(format.decodeCommand(format.stamped(format.stamped(plain, said), millis)))
        .contains(stamped);
  }

  @Property
  void headsComeBackAsTheyWere(
      @ForAll @LongRange(min = 0) long revision,
      @ForAll @LongRange(min = 0) long millis,
      @ForAll @LongRange(min = 0) long retries,
      @ForAll @LongRange(min = 0) long ends) {
    Head head = new Head(revision, millis, retries, ends);

    assertThat(format.decodeHead(format.encode(head))).contains(head);
  }

  @Property
  void randomBytesAreReadWithoutHarm(@ForAll byte[] bytes) {
    readAll(Bytes.copyOf(bytes));
  }

  @Property(tries = 2000)
  void damagedBytesAreReadWithoutHarm(
      @ForAll("commands") Command command, @ForAll("damages") List<Damage> damages) {
    readAll(damaged(format.encode(command), damages));
    KeyspaceSamples.results()
        .values()
        .forEach(result -> readAll(damaged(format.encode(result), damages)));
    readAll(damaged(format.encode(KeyspaceSamples.remembered()), damages));
    readAll(damaged(format.encode(KeyspaceSamples.revision()), damages));
    readAll(damaged(format.encode(KeyspaceSamples.ledger()), damages));
  }

  @Example
  void readsNothingOfAnotherVersion() {
    KeyspaceProto.Command.Builder command = KeyspaceProto.Command.newBuilder();
    KeyspaceProto.Head.Builder head = KeyspaceProto.Head.newBuilder();

    assertThat(format.decodeCommand(bytes(command.setVersion(1).build().toByteArray())))
        .isPresent();
    assertThat(format.decodeCommand(bytes(command.setVersion(2).build().toByteArray()))).isEmpty();
    assertThat(format.decodeCommand(Bytes.EMPTY)).isEmpty();
    assertThat(format.decodeHead(bytes(head.setVersion(2).build().toByteArray()))).isEmpty();
    assertThat(format.decodeResult(Bytes.EMPTY)).isEmpty();
    assertThat(format.decodeVersioned(Bytes.EMPTY)).isEmpty();
    assertThat(format.decodeRemembered(Bytes.EMPTY)).isEmpty();
    assertThat(format.decodeRevision(7, Bytes.EMPTY)).isEmpty();
    assertThat(format.decodeLedger(Bytes.EMPTY)).isEmpty();
  }

  private void readAll(Bytes bytes) {
    assertThat(format.decodeCommand(bytes)).isNotNull();
    assertThat(format.decodeResult(bytes)).isNotNull();
    assertThat(format.decodeHead(bytes)).isNotNull();
    assertThat(format.decodeVersioned(bytes)).isNotNull();
    assertThat(format.decodeRemembered(bytes)).isNotNull();
    assertThat(format.decodeRevision(7, bytes)).isNotNull();
    assertThat(format.decodeLedger(bytes)).isNotNull();
  }

  private static Bytes damaged(Bytes bytes, List<Damage> damages) {
    return bytes(Damage.apply(damages, bytes.toArray()));
  }

  private static Bytes bytes(byte[] bytes) {
    return Bytes.copyOf(bytes);
  }

  @Provide
  Arbitrary<Command> commands() {
    return Proposals.commands();
  }

  @Provide
  Arbitrary<Transaction> transactions() {
    return Proposals.transactions();
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Damage.some();
  }
}
