package io.kvasir.service;

import io.kvasir.engine.groups.GroupStatus;
import java.util.List;

/** What this node has of groups. From any thread; never blocks. */
public interface GroupReplicas {
  /** All of them as of a moment ago, by group. */
  List<GroupStatus> statuses();
}
