package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A script about a group: lines that begin with {@code >} are commands, and what follows each is
 * what came of it. Nothing happens by itself: messages, disks and state machines wait until a
 * command names them. Replicas are named by a letter each.
 *
 * <pre>
 * config election=10 heartbeat=3 ..   measures of the replicas begun after it
 * group a b c [learners d]            founding members; all before is forgotten
 * blank d                             a replica that waits to be told
 * begin a members=abc term=2 vote=b commit=1 log=1,1,2   one with a past; log: the entries' terms
 * tick a [n]        time goes by at a
 * election a        time goes by at a until it asks for votes
 * sync a            what a has to store is durable, and reported
 * apply a [index]   a's state machine goes on, and reports
 * look a            the view of a's state that a piece is to be read from is opened
 * chunk a [fails]   a piece of a snapshot is read at a
 * deliver a->b [n]  messages that wait arrive (of all replicas: *), the first n or all there are
 * repeat a->b       the same, but they stay
 * drop a->b [n]     messages that wait are lost
 * send a->b <message>        a message that nobody sent
 * isolate a, heal   messages from and to a are lost from now on, no more
 * settle            all that waits happens until nothing does; tells only the outcome
 * propose a x y, read a 7, change a add|promote|remove d, transfer a b, lost a b
 * crash a [keep n]  a comes back with what was durable, and n writes by luck
 * status a b .., log a, waiting
 * </pre>
 */
final class RaftScript {
  private static final int ENOUGH = 2_000;

  private record Letter(ReplicaId from, ReplicaId to, RaftMessage message) {}

  private final TreeMap<ReplicaId, ScriptReplica> replicas = new TreeMap<>();
  private final List<Letter> letters = new ArrayList<>();
  private final TreeSet<ReplicaId> isolated = new TreeSet<>();
  private final List<String> out = new ArrayList<>();
  private RaftConfig config = RaftConfig.DEFAULT;
  private boolean quiet;
  private boolean begun;
  private long tokens = 100;

  private RaftScript() {}

  /** The script with what came of its commands. */
  static List<String> run(List<String> lines) {
    RaftScript script = new RaftScript();
    for (String line : lines) {
      if (line.startsWith(">")) {
        script.out.add(line);
        script.command(line.substring(1).strip());
      } else if (line.isBlank() || line.startsWith("#")) {
        script.out.add(line);
      }
    }
    return script.out;
  }

  private void command(String line) {
    String[] words = line.split("\\s+", -1);
    String[] rest = Arrays.copyOfRange(words, 1, words.length);
    switch (words[0]) {
      case "config" -> configure(ScriptWords.of(rest));
      case "group" -> found(rest);
      case "blank" -> add(new ScriptReplica(id(rest[0]), config, start(Membership.NONE)));
      case "begin" -> begin(id(rest[0]), ScriptWords.of(rest));
      case "tick" -> tick(at(rest[0]), number(rest, 1, 1));
      case "election" -> election(at(rest[0]));
      case "sync" -> sync(at(rest[0]));
      case "apply" -> apply(at(rest[0]), number(rest, 1, Long.MAX_VALUE));
      case "look" -> at(rest[0]).look();
      case "chunk" -> chunk(at(rest[0]), rest.length > 1);
      case "deliver" -> deliver(rest[0], number(rest, 1, Long.MAX_VALUE), false);
      case "repeat" -> deliver(rest[0], number(rest, 1, Long.MAX_VALUE), true);
      case "drop" -> take(rest[0], number(rest, 1, Long.MAX_VALUE));
      case "send" -> send(rest);
      case "isolate" -> isolated.add(id(rest[0]));
      case "heal" -> isolated.clear();
      case "settle" -> settle();
      case "propose" -> propose(rest);
      case "read" -> tell(at(rest[0]), new Event.Read(number(rest, 1, 0)));
      case "change" -> tell(at(rest[0]), change(rest[1], id(rest[2])));
      case "transfer" -> tell(at(rest[0]), new Event.TransferLeadership(id(rest[1])));
      case "lost" -> tell(at(rest[0]), new Event.NodeLost(new NodeId(rest[1])));
      case "crash" -> crash(at(rest[0]), (int) number(rest, 2, 0));
      case "status" -> Arrays.stream(rest).forEach(name -> status(at(name)));
      case "log" -> log(at(rest[0]));
      case "waiting" -> letters.forEach(letter -> say(text(letter)));
      default -> throw new IllegalArgumentException(line);
    }
  }

  // ---- words

  private static ReplicaId id(String name) {
    return new ReplicaId(new NodeId(name), 1);
  }

  private ScriptReplica at(String name) {
    return Optional.ofNullable(replicas.get(id(name))).orElseThrow();
  }

  private static long number(String[] words, int index, long otherwise) {
    return index < words.length ? Long.parseLong(words[index]) : otherwise;
  }

  private static LogStart start(Membership members) {
    return new LogStart(0, 0, members);
  }

  /** The members named by a letter each; those after a {@code ?} learn. */
  static Membership members(String names) {
    TreeSet<ReplicaId> voters = new TreeSet<>();
    TreeSet<ReplicaId> learners = new TreeSet<>();
    TreeSet<ReplicaId> to = voters;
    for (int i = 0; i < names.length(); i++) {
      char name = names.charAt(i);
      if (name == '?') {
        to = learners;
      } else {
        to.add(id(String.valueOf(name)));
      }
    }
    return new Membership(voters, learners);
  }

  private void say(String line) {
    out.add("  " + line.replace("#1", ""));
  }

  // ---- the group

  private void configure(ScriptWords words) {
    config =
        new RaftConfig(
            (int) words.number("heartbeat", config.heartbeatTicks()),
            (int) words.number("election", config.electionTicks()),
            (int) words.number("appendEntries", config.appendEntries()),
            (int) words.number("appendBytes", config.appendBytes()),
            (int) words.number("inflightAppends", config.inflightAppends()),
            words.number("inflightBytes", config.inflightBytes()),
            words.number("uncommittedBytes", config.uncommittedBytes()),
            (int) words.number("pendingReads", config.pendingReads()),
            (int) words.number("keptEntries", config.keptEntries()),
            words.number("keptBytes", config.keptBytes()),
            (int) words.number("chunkBytes", config.chunkBytes()));
  }

  private void add(ScriptReplica replica) {
    replicas.put(replica.id(), replica);
  }

  private void found(String[] names) {
    replicas.clear();
    letters.clear();
    isolated.clear();
    Membership members = members(String.join("", names).replace("learners", "?"));
    for (ReplicaId member : members.all()) {
      add(new ScriptReplica(member, config, start(members)));
    }
  }

  private void begin(ReplicaId id, ScriptWords words) {
    List<LogEntry> entries = ScriptWords.entries(1, words.text("log", ""));
    String vote = words.text("vote", "-");
    HardState state =
        new HardState(
            words.number("term", 0),
            vote.equals("-") ? Optional.empty() : Optional.of(id(vote)),
            words.number("commit", 0));
    Membership members = members(words.text("members", "abc"));
    add(new ScriptReplica(id, config, start(members), state, entries));
  }

  // ---- events

  private void tell(ScriptReplica replica, Event event) {
    for (Effect effect : replica.on(event)) {
      begun |= effect instanceof Effect.Observed(RaftObservation.ElectionBegun _);
      if (effect instanceof Effect.Send(ReplicaId to, RaftMessage message)) {
        post(new Letter(replica.id(), to, message));
      } else if (!quiet || isOutcome(effect)) {
        say(replica.id() + " " + SimText.effect(effect));
      }
    }
  }

  private static boolean isOutcome(Effect effect) {
    return effect instanceof Effect.RoleChanged
        || effect instanceof Effect.Proposed
        || effect instanceof Effect.Refused
        || effect instanceof Effect.ReadReady
        || effect instanceof Effect.Compact
        || effect instanceof Effect.Install;
  }

  private void post(Letter letter) {
    boolean lost = isolated.contains(letter.from()) || isolated.contains(letter.to());
    if (!quiet) {
      say(text(letter) + (lost ? " (lost)" : ""));
    }
    if (!lost) {
      letters.add(letter);
    }
  }

  private static String text(Letter letter) {
    return letter.from() + " -> " + letter.to() + " " + SimText.message(letter.message());
  }

  private void tick(ScriptReplica replica, long times) {
    for (long i = 0; i < times; i++) {
      tell(replica, new Event.Ticked());
    }
  }

  private void election(ScriptReplica replica) {
    begun = false;
    for (int i = 0; i < ENOUGH && !begun; i++) {
      tick(replica, 1);
    }
  }

  private void sync(ScriptReplica replica) {
    replica.sync().forEach(report -> tell(replica, report));
  }

  private void apply(ScriptReplica replica, long index) {
    replica.apply(index).ifPresent(report -> tell(replica, report));
  }

  private void chunk(ScriptReplica replica, boolean fails) {
    (fails ? replica.failRead() : replica.read()).ifPresent(report -> tell(replica, report));
  }

  private void propose(String[] words) {
    for (int i = 1; i < words.length; i++) {
      tell(at(words[0]), new Event.Propose(++tokens, Bytes.utf8(words[i])));
    }
  }

  private Event change(String verb, ReplicaId replica) {
    MembershipChange change =
        switch (verb) {
          case "add" -> new MembershipChange.AddLearner(replica);
          case "promote" -> new MembershipChange.Promote(replica);
          case "remove" -> new MembershipChange.Remove(replica);
          default -> throw new IllegalArgumentException(verb);
        };
    return new Event.ChangeMembers(++tokens, change);
  }

  private void crash(ScriptReplica replica, int kept) {
    replica.keep(kept);
    replica.restart();
    status(replica);
  }

  // ---- messages

  private void send(String[] words) {
    String[] ends = words[0].split("->", -1);
    RaftMessage message =
        ScriptWords.message(words[1], ScriptWords.of(Arrays.copyOfRange(words, 2, words.length)));
    tell(at(ends[1]), new Event.Received(id(ends[0]), message));
  }

  private void deliver(String link, long most, boolean again) {
    List<Letter> taken = take(link, most);
    for (Letter letter : taken) {
      deliver(letter);
    }
    if (again) {
      letters.addAll(0, taken);
    }
  }

  private void deliver(Letter letter) {
    ScriptReplica to = replicas.get(letter.to());
    if (to != null) {
      tell(to, new Event.Received(letter.from(), letter.message()));
    }
  }

  /** Of {@code a->b}, either may be {@code *}. */
  private List<Letter> take(String link, long most) {
    String[] ends = link.split("->", -1);
    List<Letter> taken = new ArrayList<>();
    for (Letter letter : List.copyOf(letters)) {
      if (taken.size() < most && is(letter.from(), ends[0]) && is(letter.to(), ends[1])) {
        taken.add(letter);
      }
    }
    letters.removeAll(taken);
    return taken;
  }

  private static boolean is(ReplicaId replica, String name) {
    return name.equals("*") || replica.node().value().equals(name);
  }

  private void settle() {
    quiet = true;
    int steps = 0;
    while (step()) {
      if (++steps > ENOUGH) {
        throw new AssertionError("does not settle: " + letters);
      }
    }
    quiet = false;
  }

  private boolean step() {
    if (!letters.isEmpty()) {
      deliver(letters.removeFirst());
      return true;
    }
    boolean any = false;
    for (ScriptReplica replica : replicas.values()) {
      if (replica.hasUnsynced()) {
        sync(replica);
        any = true;
      }
      Optional<Event> applied = replica.apply(Long.MAX_VALUE);
      applied.ifPresent(report -> tell(replica, report));
      Optional<Event> read = replica.read();
      read.ifPresent(report -> tell(replica, report));
      any |= applied.isPresent() || read.isPresent();
    }
    return any;
  }

  // ---- looking

  private void status(ScriptReplica replica) {
    RaftStatus status = replica.status();
    StringBuilder text = new StringBuilder();
    text.append(status.self()).append(": ");
    text.append(status.role().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    text.append(" in term ").append(status.term());
    status.leader().ifPresent(leader -> text.append(" of ").append(leader));
    text.append(", log ").append(status.firstIndex()).append("..").append(status.lastIndex());
    text.append('/').append(status.lastTerm());
    text.append(", commit ").append(status.commit()).append(", applied ").append(status.applied());
    text.append(", members ").append(SimText.members(status.membership()));
    for (Map.Entry<ReplicaId, Long> matched : status.matched().entrySet()) {
      text.append(", ").append(matched.getKey()).append(" has ").append(matched.getValue());
    }
    say(text.toString());
  }

  private void log(ScriptReplica replica) {
    SimImage disk = replica.disk();
    List<LogEntry> entries = new ArrayList<>();
    for (long index = disk.start().index() + 1; index <= disk.lastIndex(); index++) {
      entries.add(disk.entry(index));
    }
    say(replica.id() + ": after " + disk.start().index() + SimText.entries(entries));
  }
}
