package io.kvasir.service;

import io.kvasir.engine.Engine;
import io.kvasir.engine.groups.GroupStatus;
import java.util.List;

/** The replicas that the engine has, as of a moment ago. */
public record EngineGroups(Engine engine) implements GroupReplicas {
  @Override
  public List<GroupStatus> statuses() {
    return engine.groups().statuses();
  }
}
