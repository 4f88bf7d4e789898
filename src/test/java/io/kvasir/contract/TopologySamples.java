package io.kvasir.contract;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.FoundingMessage;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Ordinance;
import io.kvasir.core.topology.Standing;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.TopologyResult;
import io.kvasir.core.topology.Transfer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One topology, and one of each that is written about topologies, by name, always the same. */
public final class TopologySamples {
  private static final BucketName NAME = new BucketName("users");
  private static final NodeId A = new NodeId("a");

  private TopologySamples() {}

  /**
   * With members of two lives, one that joins and one that is to leave, a dropped bucket, and
   * groups that have and have not begun.
   */
  public static Topology topology() {
    Topology topology = founding();
    for (TopologyCommand command : commands().values()) {
      topology = Ordinance.apply(topology, command).topology();
    }
    return topology;
  }

  public static Topology founding() {
    TreeMap<NodeId, Member> members = new TreeMap<>();
    for (String name : List.of("a", "b", "c")) {
      members.put(new NodeId(name), member(name, 7));
    }
    return Topology.founding(0x0123456789abcdefL, Secrets.of(0x5c), 8, members);
  }

  private static Member member(String name, long life) {
    return new Member(new NodeId(name), life, "[::1]:7101", "http://" + name + ":4001", "east");
  }

  public static Map<String, TopologyCommand> commands() {
    LinkedHashMap<String, TopologyCommand> all = new LinkedHashMap<>();
    BucketSpec linearizable =
        new BucketSpec(DataType.LWW_REGISTER, new Consistency.Linearizable(2), 3);
    all.put("found", new TopologyCommand.Found(founding()));
    all.put("begun", new TopologyCommand.Begun(new GroupId(1)));
    all.put("create-linearizable", new TopologyCommand.CreateBucket(NAME, linearizable));
    all.put("add-member", new TopologyCommand.AddMember(member("d", -1), OptionalLong.empty()));
    for (Consistency.Preset preset : Consistency.Preset.values()) {
      BucketSpec spec = new BucketSpec(DataType.OR_SWOT, preset, 3);
      BucketName name = new BucketName(preset.label());
      all.put("create-" + preset.label(), new TopologyCommand.CreateBucket(name, spec));
    }
    all.put("create-explicit", new TopologyCommand.CreateBucket(new BucketName("e"), explicit()));
    all.put("drop-bucket", new TopologyCommand.DropBucket(new BucketName("session")));
    all.put("new-life", new TopologyCommand.AddMember(member("b", 8), OptionalLong.of(7)));
    all.put("remove", new TopologyCommand.Remove(new NodeId("x")));
    all.put("join", new TopologyCommand.Join(new TreeSet<>(List.of(new NodeId("d"), A))));
    all.put("transfer-done", new TopologyCommand.TransferDone(transfers(), 1));
    all.put("depart", new TopologyCommand.Depart(A));
    all.put("leave", new TopologyCommand.Leave(A));
    all.put(
        "change-bucket",
        new TopologyCommand.ChangeBucket(
            new BucketName("eventual"),
            new BucketSpec(DataType.OR_SWOT, Consistency.Preset.CONSISTENT, 3, 86_400),
            Optional.empty()));
    all.put(
        "change-bucket-from",
        new TopologyCommand.ChangeBucket(
            new BucketName("eventual"),
            new BucketSpec(DataType.OR_SWOT, Consistency.Preset.CONSISTENT, 3, 86_400),
            Optional.of(new BucketSpec(DataType.OR_SWOT, Consistency.Preset.EVENTUAL, 3))));
    return all;
  }

  private static SortedSet<Transfer> transfers() {
    TreeSet<Transfer> transfers = new TreeSet<>();
    transfers.add(new Transfer(new PartitionId(2), 3, new NodeId("d")));
    transfers.add(new Transfer(new PartitionId(255), 5, A));
    return transfers;
  }

  private static BucketSpec explicit() {
    Consistency quorums = new Consistency.Explicit(new Quorum.Exactly(2), new Quorum.All());
    return new BucketSpec(DataType.PN_COUNTER, quorums, 5);
  }

  public static Map<String, TopologyResult> results() {
    CatalogueEntry entry = topology().buckets().live(NAME).orElseThrow();
    LinkedHashMap<String, TopologyResult> all = new LinkedHashMap<>();
    all.put("founded", new TopologyResult.Founded(-5));
    all.put("added", new TopologyResult.Added(member("d", 3)));
    all.put("accepted", new TopologyResult.Accepted(300));
    all.put("removed", new TopologyResult.Removed(A));
    all.put("transferred", new TopologyResult.Transferred(4, 200));
    all.put("noted", new TopologyResult.Noted(new GroupId(300)));
    all.put("created", new TopologyResult.Created(entry));
    all.put("exists", new TopologyResult.Exists(entry));
    all.put("changed", new TopologyResult.Changed(entry));
    all.put("dropped", new TopologyResult.Dropped(entry.id()));
    all.put("unknown", new TopologyResult.Unknown());
    all.put("refused", new TopologyResult.Refused("no"));
    all.put("undecodable", new TopologyResult.Undecodable());
    return all;
  }

  public static Map<String, Standing> standings() {
    LinkedHashMap<String, Standing> all = new LinkedHashMap<>();
    all.put("outside", new Standing.Outside(9, 0));
    all.put("outside-one", new Standing.Outside(-9, 4));
    all.put("pledged", new Standing.Pledged(7, founding()));
    all.put("settled", new Standing.Settled(7, topology(), true));
    all.put("blank", new Standing.Settled(7, topology(), false, true));
    all.put("blank-outside", new Standing.Outside(9, 4, true));
    all.put("removed-standing", new Standing.Removed(7, topology(), true));
    return all;
  }

  public static Map<String, FoundingMessage> foundingMessages() {
    LinkedHashMap<String, FoundingMessage> all = new LinkedHashMap<>();
    Member member = member("a", 7);
    all.put("founding-hello", new FoundingMessage.Hello(1, member, 2, 3));
    all.put("founding-answered", new FoundingMessage.HelloAnswered(1, member, 2, -3, true, 0));
    all.put(
        "founding-answered-partitions",
        new FoundingMessage.HelloAnswered(1, member, 2, -3, true, 256));
    all.put("founding-propose", new FoundingMessage.Propose(founding(), -2));
    all.put("founding-join", new FoundingMessage.Join(6, member));
    all.put("founding-admitted", new FoundingMessage.Admitted(topology()));
    all.put("founding-renew", new FoundingMessage.Renew(6, -7));
    all.put("founding-renewed", new FoundingMessage.Renewed(6, 300, -7, true));
    return all;
  }
}
