package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A replica at one moment, for operators and for those who decide on members.
 *
 * @param confirmed whether it is a leader whose term has a committed entry
 * @param matched of a leader: how far each other replica's log is known to equal its own; empty of
 *     others
 */
public record RaftStatus(
    ReplicaId self,
    Role role,
    long term,
    Optional<ReplicaId> leader,
    long firstIndex,
    long lastIndex,
    long lastTerm,
    long commit,
    long applied,
    boolean confirmed,
    Membership membership,
    long membershipIndex,
    SortedMap<ReplicaId, Long> matched) {}
