package io.kvasir.service;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.keyspace.Revision;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.engine.groups.FollowRequest;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.HistoryOutcome;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The changes of a linearizable bucket. Each shard is asked for what comes next while the stream
 * is, and what it answers is kept until it is taken: a page per shard at most. Changes of one shard
 * come in revision order, those of several as they are heard of.
 */
final class ShardStream implements ChangeStream {
  private static final long LEAST_BYTES = 4 << 10;

  /** A question that was not answered yet. */
  private static final class Question {
    private final long call;
    private Runnable letGo = () -> {};

    Question(long call) {
      this.call = call;
    }
  }

  /** One shard's part in it. */
  private static final class Source {
    private final int shard;
    private final GroupId group;
    private Optional<Question> asked = Optional.empty();
    private Optional<HistoryOutcome> answer = Optional.empty();

    Source(int shard, GroupId group) {
      this.shard = shard;
      this.group = group;
    }
  }

  /** Who waits for a page, the how manieth in turn. */
  private record Call(
      UniEmitter<? super Result<ChangePage>> emitter, int limit, long waitMillis, long number) {}

  private final Histories histories;
  private final LongSupplier clock;
  private final WatchScope scope;
  private final List<Source> sources;
  private final ShardPositions positions;
  private final ArrayDeque<Change> rest = new ArrayDeque<>();
  private Optional<Call> waiting = Optional.empty();
  private long calls;
  private boolean isClosed;

  /**
   * @param groups by shard
   * @param followed the shards that are asked
   */
  ShardStream(
      Histories histories,
      LongSupplier clock,
      WatchScope scope,
      List<GroupId> groups,
      List<Integer> followed,
      ShardPositions from) {
    this.histories = histories;
    this.clock = clock;
    this.scope = scope;
    this.sources = followed.stream().map(shard -> new Source(shard, groups.get(shard))).toList();
    this.positions = from;
  }

  @Override
  public Uni<Result<ChangePage>> next(int limit, long waitMillis) {
    return Uni.createFrom().emitter(emitter -> begin(emitter, Math.max(1, limit), waitMillis));
  }

  private void begin(UniEmitter<? super Result<ChangePage>> emitter, int limit, long waitMillis) {
    synchronized (this) {
      if (isClosed) {
        return;
      }
      calls++;
      waiting = Optional.of(new Call(emitter, limit, waitMillis, calls));
      sources.stream()
          .filter(source -> source.answer.filter(ShardStream::isNotRead).isPresent())
          .forEach(source -> source.answer = Optional.empty());
    }
    answerIfPossible();
    sources.forEach(this::ask);
  }

  private static boolean isNotRead(HistoryOutcome outcome) {
    return outcome instanceof HistoryOutcome.NotRead;
  }

  private void ask(Source source) {
    Question question;
    FollowRequest request;
    synchronized (this) {
      if (waiting.isEmpty() || source.asked.isPresent() || source.answer.isPresent()) {
        return;
      }
      Call call = waiting.get();
      question = new Question(call.number());
      request =
          new FollowRequest(
              source.group,
              positions.revision(source.shard),
              scope,
              Math.max(LEAST_BYTES, ChangePage.BYTES / sources.size()),
              call.waitMillis());
      source.asked = Optional.of(question);
    }
    Runnable letGo = histories.follow(request, outcome -> answered(source, question, outcome));
    boolean isUnwanted;
    synchronized (this) {
      isUnwanted = isClosed;
      question.letGo = letGo;
    }
    if (isUnwanted) {
      letGo.run();
    }
  }

  /** What an earlier call did not wait long enough for is asked once more. */
  private void answered(Source source, Question question, HistoryOutcome outcome) {
    boolean isLate;
    synchronized (this) {
      isLate =
          isNotRead(outcome) && waiting.filter(call -> call.number() != question.call).isPresent();
      source.asked = Optional.empty();
      source.answer = isLate ? Optional.empty() : Optional.of(outcome);
    }
    if (isLate) {
      ask(source);
    } else {
      answerIfPossible();
    }
  }

  private void answerIfPossible() {
    Optional<Call> call;
    Optional<Result<ChangePage>> page;
    synchronized (this) {
      call = waiting;
      page = call.flatMap(each -> page(each.limit()));
      if (page.isPresent()) {
        waiting = Optional.empty();
      }
    }
    if (page.isPresent()) {
      call.orElseThrow().emitter().complete(page.get());
    }
  }

  /** What can be told now, if anything. */
  private Optional<Result<ChangePage>> page(int limit) {
    boolean isQuiet = false;
    for (Source source : sources) {
      if (rest.isEmpty() && source.answer.isPresent()) {
        HistoryOutcome outcome = source.answer.get();
        source.answer = Optional.empty();
        Optional<Failure> failure = take(source, outcome);
        if (failure.isPresent()) {
          return Optional.of(Result.failed(failure.get()));
        }
        isQuiet = true;
      }
    }
    if (!rest.isEmpty()) {
      return Optional.of(Result.ok(some(limit)));
    }
    return isQuiet && isKnown()
        ? Optional.of(Result.ok(new ChangePage(List.of(), positions.bytes())))
        : Optional.empty();
  }

  private boolean isKnown() {
    return sources.stream()
        .allMatch(source -> positions.revision(source.shard) != FollowRequest.NOW);
  }

  private ChangePage some(int limit) {
    List<Change> changes = new ArrayList<>();
    while (changes.size() < limit && !rest.isEmpty()) {
      changes.add(rest.remove());
    }
    Bytes position = rest.isEmpty() ? positions.bytes() : changes.getLast().position();
    return new ChangePage(changes, position);
  }

  private Optional<Failure> take(Source source, HistoryOutcome outcome) {
    return switch (outcome) {
      case HistoryOutcome.Page(List<Revision> revisions, long upTo) -> {
        revisions.forEach(revision -> take(source.shard, revision));
        if (upTo > positions.revision(source.shard)) {
          positions.advance(source.shard, upTo);
        }
        yield Optional.empty();
      }
      case HistoryOutcome.Compacted() -> Optional.of(new Failure.Compacted());
      case HistoryOutcome.NotRead(GroupRefusal reason) -> Optional.of(ShardOutcomes.of(reason));
    };
  }

  /** A cursor may lie within a revision: what is before it was told. */
  private void take(int shard, Revision revision) {
    if (revision.number() > positions.revision(shard) + 1) {
      positions.advance(shard, revision.number() - 1);
    }
    List<Revision.Change> wanted =
        revision.changes().stream().filter(change -> scope.includes(change.key())).toList();
    for (int at = positions.begun(shard); at < wanted.size(); at++) {
      if (at == wanted.size() - 1) {
        positions.advance(shard, revision.number());
      } else {
        positions.begin(shard, at + 1);
      }
      rest.add(change(revision, wanted.get(at)));
    }
  }

  private Change change(Revision revision, Revision.Change change) {
    Position position = new Position(revision.number(), Optional.empty());
    return new Change(
        change.key(),
        change
            .found()
            .map(found -> Registers.content(Optional.of(found), position, clock.getAsLong())),
        Optional.of(revision.number()),
        positions.bytes());
  }

  @Override
  public void close() {
    List<Runnable> questions;
    synchronized (this) {
      isClosed = true;
      waiting = Optional.empty();
      rest.clear();
      questions =
          sources.stream()
              .flatMap(source -> source.asked.stream())
              .map(question -> question.letGo)
              .toList();
    }
    questions.forEach(Runnable::run);
  }
}
