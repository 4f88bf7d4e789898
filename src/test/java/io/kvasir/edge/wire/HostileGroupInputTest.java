package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.consensus.RaftMessage;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.PeerMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages of groups that say what cannot be, and what it takes to send one. */
class HostileGroupInputTest {
  private static final NodeId A = GroupMessages.FROM;
  private static final NodeId B = GroupMessages.TO;
  private static final PeerProto.Empty EMPTY = PeerProto.Empty.getDefaultInstance();

  @Test
  void refusesMessagesOfReplicasThatSayNothingKnown() {
    PeerProto.OfReplica.Builder replica = PeerProto.OfReplica.newBuilder().setTerm(1);

    assertThat(decode(replica.clone().setPreVoted(false))).isInstanceOf(Decoded.Valid.class);
    assertMalformed(decode(replica));
    assertMalformed(
        decode(replica.clone().setAppend(append(PeerProto.Entry.newBuilder().setTerm(1)))));
  }

  @Test
  void refusesNegativeNumbers() {
    PeerProto.OfReplica.Builder replica = PeerProto.OfReplica.newBuilder();

    assertMalformed(decode(replica.clone().setTerm(-1).setPreVoted(true)));
    assertMalformed(decode(replica.clone().setGroup(-1).setPreVoted(true)));
    assertMalformed(decode(replica.clone().setAppended(-1)));
    assertMalformed(decode(replica.clone().setHeartbeat(heartbeat().setCommit(-1))));
    assertMalformed(decode(replica.clone().setHeartbeat(heartbeat().setRound(-1))));
    assertMalformed(decode(submit().setTimeoutMillis(-1)));
    assertMalformed(decode(submit().setTerm(-1)));
    assertThat(decode(submit().setTimeoutMillis(0))).isInstanceOf(Decoded.Valid.class);
  }

  @Test
  void refusesBundlesThatLackAPartOrSayWhatCannotBe() {
    PeerProto.Bundle.Builder whole =
        PeerProto.Bundle.newBuilder()
            .addGroups(1)
            .addFromLives(2)
            .addToLives(3)
            .addTerms(4)
            .addRounds(5)
            .addAnswers(false)
            .addCommits(6);

    assertThat(decode(whole)).isInstanceOf(Decoded.Valid.class);
    assertMalformed(decode(PeerProto.Bundle.newBuilder()));
    assertMalformed(decode(whole.clone().addGroups(2)));
    assertMalformed(decode(whole.clone().clearFromLives()));
    assertMalformed(decode(whole.clone().clearToLives()));
    assertMalformed(decode(whole.clone().clearTerms()));
    assertMalformed(decode(whole.clone().clearRounds()));
    assertMalformed(decode(whole.clone().clearAnswers()));
    assertMalformed(decode(whole.clone().clearCommits()));
    assertMalformed(decode(whole.clone().setGroups(0, -1)));
    assertMalformed(decode(whole.clone().setTerms(0, -1)));
    assertMalformed(decode(whole.clone().setRounds(0, -1)));
    assertMalformed(decode(whole.clone().setCommits(0, -1)));
  }

  @Test
  void refusesEntriesThatCannotBeInALog() {
    PeerProto.Entry.Builder entry = PeerProto.Entry.newBuilder().setTerm(1).setNothing(EMPTY);
    PeerProto.OfReplica.Builder replica = PeerProto.OfReplica.newBuilder();

    assertThat(decode(replica.clone().setAppend(append(entry)))).isInstanceOf(Decoded.Valid.class);
    assertMalformed(decode(replica.clone().setAppend(append(entry.clone().setTerm(0)))));
    assertMalformed(
        decode(replica.clone().setAppend(append(entry).setPreviousIndex(Long.MAX_VALUE))));
    assertMalformed(decode(replica.clone().setAppend(append(entry).setPreviousIndex(-1))));
  }

  @Test
  void refusesMembersTwice() {
    PeerProto.Replica.Builder member = PeerProto.Replica.newBuilder().setNode("x").setLife(1);
    PeerProto.Membership.Builder members = PeerProto.Membership.newBuilder().addVoters(member);

    assertThat(decode(members)).isInstanceOf(Decoded.Valid.class);
    assertMalformed(decode(members.clone().addVoters(member)));
    assertMalformed(decode(members.clone().addLearners(member)));
    assertMalformed(decode(members.clone().addLearners(member.clone().setNode("x/y"))));
  }

  @Test
  void refusesRowsOutOfOrderAndOutcomesWithoutOne() {
    PeerProto.Row.Builder low = PeerProto.Row.newBuilder();
    PeerProto.Row.Builder high =
        PeerProto.Row.newBuilder().setKey(ByteString.copyFrom(new byte[] {-1}));
    PeerProto.RowsRead.Builder read = PeerProto.RowsRead.newBuilder();

    assertThat(decode(read.clone().setRows(PeerProto.Rows.newBuilder().addRows(low).addRows(high))))
        .isInstanceOf(Decoded.Valid.class);
    assertMalformed(
        decode(read.clone().setRows(PeerProto.Rows.newBuilder().addRows(high).addRows(low))));
    assertMalformed(
        decode(read.clone().setRows(PeerProto.Rows.newBuilder().addRows(low).addRows(low))));
    assertMalformed(decode(read.clone().setRows(PeerProto.Rows.newBuilder().setLeader(""))));
    assertMalformed(decode(read));
    assertMalformed(decode(read.clone().setNotRead(PeerProto.GroupRefusal.newBuilder())));
  }

  @Test
  void sendsAReplicasMessageOnlyBetweenTheNodesItNames() {
    PeerMessage message = message(new RaftMessage.TimeoutNow(1));

    assertThatThrownBy(() -> PeerMessageCodec.encode(message, B, A))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PeerMessageCodec.encode(message, A, A))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sendsNoEntriesWithGaps() {
    List<LogEntry> entries = List.of(new LogEntry(9, 1, new Payload.Nothing()));

    assertThatThrownBy(
            () ->
                PeerMessageCodec.encode(message(new RaftMessage.Append(1, 7, 1, entries, 0)), A, B))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesFewBytesForAHeartbeat() {
    long days = 40L * 24 * 3600 * 20;
    PeerMessage heartbeat = message(new RaftMessage.Heartbeat(300, 1L << 40, days));
    PeerMessage answer = message(new RaftMessage.HeartbeatAnswered(300, days));

    assertThat(PeerMessageCodec.encode(heartbeat, A, B).size()).isLessThanOrEqualTo(40);
    assertThat(PeerMessageCodec.encode(answer, A, B).size()).isLessThanOrEqualTo(40);
  }

  private static PeerMessage message(RaftMessage message) {
    return new PeerMessage.OfGroup(
        new GroupMessage.OfReplica(
            new GroupId(200), new ReplicaId(A, -1), new ReplicaId(B, -2), message),
        0);
  }

  private static PeerProto.Heartbeat.Builder heartbeat() {
    return PeerProto.Heartbeat.newBuilder();
  }

  private static PeerProto.Submit.Builder submit() {
    return PeerProto.Submit.newBuilder();
  }

  private static PeerProto.Append.Builder append(PeerProto.Entry.Builder entry) {
    return PeerProto.Append.newBuilder().addEntries(entry);
  }

  private static void assertMalformed(Decoded<?> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
  }

  private static Decoded<PeerMessage> decode(PeerProto.Membership.Builder members) {
    PeerProto.Entry.Builder entry = PeerProto.Entry.newBuilder().setTerm(1).setMembers(members);
    return decode(PeerProto.OfReplica.newBuilder().setAppend(append(entry)));
  }

  private static Decoded<PeerMessage> decode(PeerProto.OfReplica.Builder replica) {
    return decode(PeerProto.Message.newBuilder().setOfReplica(replica));
  }

  private static Decoded<PeerMessage> decode(PeerProto.Bundle.Builder bundle) {
    return decode(PeerProto.Message.newBuilder().setBundle(bundle));
  }

  private static Decoded<PeerMessage> decode(PeerProto.Submit.Builder submit) {
    return decode(PeerProto.Message.newBuilder().setSubmit(submit));
  }

  private static Decoded<PeerMessage> decode(PeerProto.RowsRead.Builder read) {
    return decode(PeerProto.Message.newBuilder().setRowsRead(read));
  }

  private static Decoded<PeerMessage> decode(PeerProto.Message.Builder message) {
    return PeerMessageCodec.decode(new EncodedMessage(message.build().toByteString()), A, B);
  }
}
