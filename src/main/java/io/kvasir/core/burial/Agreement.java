package io.kvasir.core.burial;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.BurialMessage.Answer;
import io.kvasir.core.burial.BurialMessage.Grave;
import io.kvasir.core.burial.BurialMessage.Question;
import io.kvasir.core.crdt.Remains;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings the replicas of a share to forget some keys, which none of them must do before nobody can
 * bring the keys' content back.
 *
 * <p>First all members are asked: replicas for what remains of each key, everybody for the number
 * of its last delta. Then once more, until each has delivered its deltas up to that number. A key
 * of which the same remained with each replica both times was changed by none of them in between.
 * So what was filed of its content was delivered; what was read of it for others was read before
 * the second answers, at readings of the burial clock that these do not exceed. Last, the replicas
 * are told to refuse what was known before a later reading, and all members to send it no more, not
 * even to a replica that has lost its disk and refuses nothing; and when all do, the replicas are
 * told to forget.
 */
public final class Agreement {
  public sealed interface Event {
    record Answered(NodeId from, Answer answer) implements Event {}

    /** There is no answer, and will be none. */
    record Missed(NodeId from) implements Event {}

    /** A while has passed. */
    record Waited() implements Event {}
  }

  public sealed interface Effect {
    record Ask(NodeId to, Question question) implements Effect {}

    /** Not more than one at a time. */
    record Wait() implements Effect {}

    record Bury(NodeId to, long fence, List<Grave> graves) implements Effect {}

    /**
     * It is over.
     *
     * @param buried how many keys were agreed on
     * @param blocking who is why nothing was
     */
    record End(int buried, SortedSet<NodeId> blocking) implements Effect {
      public End {
        blocking = Collections.unmodifiableSortedSet(new TreeSet<>(blocking));
      }
    }
  }

  private enum Round {
    SURVEY,
    CONFIRM,
    FENCE,
    OVER
  }

  /** How often those who owe something are asked again. */
  private static final int PATIENCE = 8;

  private final SortedSet<NodeId> holders;
  private final SortedSet<NodeId> members;
  private final List<EntryKey> entries;
  private final TreeMap<NodeId, Answer.Remaining> surveyed = new TreeMap<>();
  private final TreeMap<NodeId, Answer.Remaining> fenced = new TreeMap<>();
  private final TreeSet<NodeId> asked = new TreeSet<>();
  private final TreeSet<NodeId> behind = new TreeSet<>();
  private SortedMap<EntryKey, SortedMap<NodeId, Long>> agreed = new TreeMap<>();
  private Round round = Round.SURVEY;
  private long clock;
  private int waits;

  /**
   * @param holders the replicas of the share
   * @param members all nodes, the replicas among them
   * @param entries the keys, at least one
   */
  public Agreement(
      Collection<NodeId> holders, Collection<NodeId> members, Collection<EntryKey> entries) {
    this.holders = new TreeSet<>(holders);
    this.members = new TreeSet<>(members);
    this.entries = List.copyOf(new TreeSet<>(entries));
    if (entries.isEmpty() || !this.members.containsAll(this.holders)) {
      throw new IllegalArgumentException("nobody agrees on nothing");
    }
  }

  public List<Effect> start() {
    return ask(members);
  }

  public List<Effect> on(Event event) {
    if (round == Round.OVER) {
      return List.of();
    }
    return switch (event) {
      case Event.Answered(NodeId from, Answer answer) -> answered(from, answer);
      case Event.Missed(NodeId from) -> asked.contains(from) ? end(0, List.of(from)) : List.of();
      case Event.Waited() -> behind.isEmpty() ? List.of() : askAgain();
    };
  }

  private List<Effect> answered(NodeId from, Answer answer) {
    if (!asked.remove(from)) {
      return List.of();
    }
    boolean isAsExpected =
        switch (answer) {
          case Answer.Remaining told -> take(from, told);
          case Answer.Delivered(long life, long reading) -> take(from, life, reading);
          case Answer.Owing() -> behind.add(from);
          case Answer.NotReady() -> false;
        };
    if (!isAsExpected) {
      return end(0, answer instanceof Answer.NotReady ? List.of(from) : List.of());
    }
    return asked.isEmpty() ? proceed() : List.of();
  }

  /** False when it is not what was asked for, or of another process than before. */
  private boolean take(NodeId from, Answer.Remaining told) {
    int expected = holders.contains(from) ? entries.size() : 0;
    boolean isFirst = round == Round.SURVEY;
    (isFirst ? surveyed : fenced).put(from, told);
    return told.remains().size() == expected && (isFirst || told.life() == lifeOf(from));
  }

  private boolean take(NodeId from, long life, long reading) {
    clock = Math.max(clock, reading);
    return life == lifeOf(from);
  }

  private long lifeOf(NodeId node) {
    return Optional.ofNullable(surveyed.get(node)).orElseThrow().life();
  }

  private List<Effect> proceed() {
    if (!behind.isEmpty()) {
      return ++waits > PATIENCE ? end(0, List.copyOf(behind)) : List.of(new Effect.Wait());
    }
    return switch (round) {
      case SURVEY -> {
        agreed = silent();
        round = Round.CONFIRM;
        yield agreed.isEmpty() ? end(0, List.of()) : ask(members);
      }
      case CONFIRM -> {
        round = Round.FENCE;
        yield ask(members);
      }
      case FENCE -> {
        agreed.keySet().removeIf(this::isChanged);
        yield bury();
      }
      case OVER -> List.of();
    };
  }

  /** The keys of which nobody shows anything, with what remains of each with whom. */
  private SortedMap<EntryKey, SortedMap<NodeId, Long>> silent() {
    TreeMap<EntryKey, SortedMap<NodeId, Long>> silent = new TreeMap<>();
    for (int i = 0; i < entries.size(); i++) {
      TreeMap<NodeId, Long> remains = new TreeMap<>();
      for (NodeId holder : holders) {
        remains.put(holder, remains(surveyed, holder, i));
      }
      if (!remains.containsValue(Remains.VISIBLE)) {
        silent.put(entries.get(i), remains);
      }
    }
    return silent;
  }

  private boolean isChanged(EntryKey entry) {
    int index = Collections.binarySearch(entries, entry);
    return holders.stream()
        .anyMatch(holder -> remains(surveyed, holder, index) != remains(fenced, holder, index));
  }

  private static long remains(
      SortedMap<NodeId, Answer.Remaining> answers, NodeId holder, int index) {
    Answer.Remaining told = answers.get(holder);
    return told == null ? Remains.VISIBLE : told.remains().get(index);
  }

  private List<Effect> askAgain() {
    List<NodeId> again = List.copyOf(behind);
    behind.clear();
    return ask(again);
  }

  private List<Effect> ask(Collection<NodeId> nodes) {
    List<Effect> effects = new ArrayList<>();
    asked.addAll(nodes);
    nodes.forEach(node -> effects.add(new Effect.Ask(node, question(node))));
    return effects;
  }

  private Question question(NodeId node) {
    List<EntryKey> held = holders.contains(node) ? entries : List.of();
    return switch (round) {
      case SURVEY -> new Question.Survey(held);
      case CONFIRM -> new Question.Confirm(sequenceOf(node), newest());
      case FENCE, OVER -> new Question.Fence(clock + 1, held);
    };
  }

  private long sequenceOf(NodeId node) {
    return Optional.ofNullable(surveyed.get(node)).orElseThrow().sequence();
  }

  private HybridTimestamp newest() {
    return surveyed.values().stream()
        .map(Answer.Remaining::newest)
        .max(HybridTimestamp::compareTo)
        .orElse(HybridTimestamp.ZERO);
  }

  private List<Effect> bury() {
    List<Effect> effects = new ArrayList<>();
    for (NodeId holder : holders) {
      List<Grave> graves = new ArrayList<>();
      agreed.forEach(
          (entry, remains) -> {
            long at = remains.getOrDefault(holder, Remains.NONE);
            if (at != Remains.NONE) {
              graves.add(new Grave(entry, at));
            }
          });
      if (!graves.isEmpty()) {
        effects.add(new Effect.Bury(holder, clock + 1, graves));
      }
    }
    effects.addAll(end(agreed.size(), List.of()));
    return effects;
  }

  private List<Effect> end(int buried, List<NodeId> blocking) {
    round = Round.OVER;
    return List.of(new Effect.End(buried, new TreeSet<>(blocking)));
  }
}
