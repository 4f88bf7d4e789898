package io.kvasir.service;

import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The replicas that this node has of groups. From any thread; never blocks. */
public interface GroupReplicas {
  /** Hands all of them over as they are, exactly once, on any thread. */
  void statuses(Consumer<SortedMap<GroupId, RaftStatus>> done);
}
