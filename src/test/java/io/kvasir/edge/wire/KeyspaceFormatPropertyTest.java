package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Head;
import io.kvasir.core.keyspace.Proposal;
import io.kvasir.core.keyspace.Proposals;
import io.kvasir.edge.wire.proto.KeyspaceProto;
import java.util.List;
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
  void proposalsComeBackAsTheyWere(@ForAll("proposals") Proposal proposal) {
    assertThat(format.decodeProposal(format.encode(proposal))).contains(proposal);
  }

  @Property
  void headsComeBackAsTheyWere(
      @ForAll @LongRange(min = 0) long revision,
      @ForAll @LongRange(min = 0) long millis,
      @ForAll @LongRange(min = 0) long retries) {
    Head head = new Head(revision, millis, retries);

    assertThat(format.decodeHead(format.encode(head))).contains(head);
  }

  @Property
  void randomBytesAreReadWithoutHarm(@ForAll byte[] bytes) {
    readAll(Bytes.copyOf(bytes));
  }

  @Property(tries = 2000)
  void damagedBytesAreReadWithoutHarm(
      @ForAll("proposals") Proposal proposal, @ForAll("damages") List<Damage> damages) {
    readAll(damaged(format.encode(proposal), damages));
    KeyspaceSamples.results()
        .values()
        .forEach(result -> readAll(damaged(format.encode(result), damages)));
    readAll(damaged(format.encode(KeyspaceSamples.remembered()), damages));
  }

  @Example
  void readsNothingOfAnotherVersion() {
    KeyspaceProto.Command.Builder command = KeyspaceProto.Command.newBuilder();
    KeyspaceProto.Head.Builder head = KeyspaceProto.Head.newBuilder();

    assertThat(format.decodeProposal(bytes(command.setVersion(1).build().toByteArray())))
        .isPresent();
    assertThat(format.decodeProposal(bytes(command.setVersion(2).build().toByteArray()))).isEmpty();
    assertThat(format.decodeProposal(Bytes.EMPTY)).isEmpty();
    assertThat(format.decodeHead(bytes(head.setVersion(2).build().toByteArray()))).isEmpty();
    assertThat(format.decodeResult(Bytes.EMPTY)).isEmpty();
    assertThat(format.decodeVersioned(Bytes.EMPTY)).isEmpty();
    assertThat(format.decodeRemembered(Bytes.EMPTY)).isEmpty();
  }

  private void readAll(Bytes bytes) {
    assertThat(format.decodeProposal(bytes)).isNotNull();
    assertThat(format.decodeResult(bytes)).isNotNull();
    assertThat(format.decodeHead(bytes)).isNotNull();
    assertThat(format.decodeVersioned(bytes)).isNotNull();
    assertThat(format.decodeRemembered(bytes)).isNotNull();
  }

  private static Bytes damaged(Bytes bytes, List<Damage> damages) {
    return bytes(Damage.apply(damages, bytes.toArray()));
  }

  private static Bytes bytes(byte[] bytes) {
    return Bytes.copyOf(bytes);
  }

  @Provide
  Arbitrary<Proposal> proposals() {
    return Proposals.any();
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Damage.some();
  }
}
