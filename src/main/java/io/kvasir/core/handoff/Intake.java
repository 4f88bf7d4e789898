package io.kvasir.core.handoff;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.HandoffMessage.Compare;
import io.kvasir.core.handoff.HandoffMessage.Compared;
import io.kvasir.core.handoff.HandoffMessage.NotServed;
import io.kvasir.core.handoff.HandoffMessage.Page;
import io.kvasir.core.handoff.HandoffMessage.Pull;
import io.kvasir.core.handoff.HandoffMessage.Request;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The target of one transfer: takes in what its sources hold, one source after another, page by
 * page, each joined into what is there. While one page is on its way to the disk the next one is
 * fetched, and never more than that.
 *
 * <p>After each page the place behind it is bookmarked; a target that restarts goes on there. A
 * source may restart at any time. A set that comes in parts begins anew when its target restarts
 * ({@link LongEntry}).
 *
 * <p>It is complete when every source said that nothing follows and all is durable, the last
 * bookmark too. Sources that do not answer are asked again for as long as the topology wants it.
 */
public final class Intake {
  /** What the intake learns. */
  public sealed interface Event {
    record Began(Tick now) implements Event {}

    record Answered(NodeId from, HandoffMessage message, Tick now) implements Event {}

    /** The request that was to be sent last did not leave, or its source is out of reach. */
    record SourceLost(NodeId source, Tick now) implements Event {}

    /** A join is durable, or refused for good. */
    record Merged(long id, Tick now) implements Event {}

    /** A join did not happen for now. */
    record MergeFailed(long id) implements Event {}

    /** What the target holds of an entry, as a part; empty when it has not the entry. */
    record OwnRead(Optional<Piece> piece, Tick now) implements Event {}

    record OwnReadFailed() implements Event {}

    record Bookmarked(Bookmark bookmark) implements Event {}

    record BookmarkFailed() implements Event {}

    /** The sources are these from now on. */
    record SourcesChanged(List<NodeId> sources, Tick now) implements Event {}

    record Ticked(Tick now) implements Event {}
  }

  /** What the intake wants done, in this order. */
  public sealed interface Effect {
    record Send(NodeId to, Request request) implements Effect {}

    /** Join this into what is stored. */
    record Merge(long id, EntryKey entry, Slice slice) implements Effect {}

    /** Read some members of a set that lies here, behind {@code after}. */
    record ReadOwn(EntryKey entry, Optional<Element> after, int limitBytes) implements Effect {}

    /** Keep this in place of the last one, after all joins that were asked for before. */
    record SaveBookmark(Bookmark bookmark) implements Effect {}

    /** All is durable. */
    record Complete() implements Effect {}

    record Observed(HandoffObservation observation) implements Effect {}
  }

  private final TransferId id;
  private final int limitBytes;
  private final LongSupplier tokens;
  private final RandomGenerator random;
  private final Merges merges = new Merges();
  private final Pace pace;
  private List<NodeId> sources;
  private Bookmark bookmark;
  private Optional<NodeId> source = Optional.empty();
  private Optional<Place> after = Optional.empty();
  private boolean exhausted;
  private Optional<Inquiry> inquiry = Optional.empty();
  private Optional<Excerpt> arrived = Optional.empty();
  private Optional<Excerpt> taking = Optional.empty();
  private Optional<LongEntry> parts = Optional.empty();
  private boolean readingOwn;
  private boolean ending;
  private boolean complete;
  private long entries;
  private long bytes;
  private long bytesLeft;

  /**
   * An intake that goes on where {@code bookmark} says.
   *
   * @param sources who is asked, in this order
   * @param limitBytes about how large a page is; up to two are in memory
   * @param tokens for requests, each given out once
   */
  public Intake(
      Bookmark bookmark,
      List<NodeId> sources,
      int limitBytes,
      LongSupplier tokens,
      RandomGenerator random,
      Tick now) {
    this.id = bookmark.id();
    this.bookmark = bookmark;
    this.sources = List.copyOf(sources);
    this.limitBytes = limitBytes;
    this.tokens = tokens;
    this.random = random;
    this.pace = new Pace(now);
    this.complete = bookmark.complete();
  }

  public TransferId id() {
    return id;
  }

  public boolean isComplete() {
    return complete;
  }

  public TransferProgress progress() {
    return new TransferProgress(
        id, source, entries, bytes, bytesLeft, pace.bytesPerSecond(), complete);
  }

  public List<Effect> on(Event event) {
    List<Effect> effects = new ArrayList<>();
    switch (event) {
      case Event.Began(Tick now) -> begin(now, effects);
      case Event.Answered(NodeId from, HandoffMessage message, Tick now) ->
          answered(from, message, now, effects);
      case Event.SourceLost(NodeId lost, Tick now) ->
          inquiry
              .filter(asked -> asked.source().equals(lost) && asked.isAsked())
              .ifPresent(asked -> fail(asked, "out of reach", now, effects));
      case Event.Merged(long merge, Tick now) -> {
        merges.end(merge);
        advance(now, effects);
      }
      case Event.MergeFailed(long merge) -> merges.fail(merge);
      case Event.OwnRead(Optional<Piece> piece, Tick now) -> {
        parts.filter(each -> readingOwn).ifPresent(each -> each.read(piece));
        readingOwn = false;
        advance(now, effects);
      }
      case Event.OwnReadFailed() -> readingOwn = false;
      case Event.Bookmarked(Bookmark saved) -> bookmarked(saved, effects);
      case Event.BookmarkFailed() -> ending = false;
      case Event.SourcesChanged(List<NodeId> next, Tick now) -> change(next, now, effects);
      case Event.Ticked(Tick now) -> {
        pace.tick(now);
        merges.retry(effects);
        advance(now, effects);
      }
    }
    return effects;
  }

  private void begin(Tick now, List<Effect> effects) {
    effects.add(observed(new HandoffObservation.TransferBegan(id)));
    if (complete) {
      effects.add(new Effect.Complete());
    } else {
      advance(now, effects);
    }
  }

  private void answered(NodeId from, HandoffMessage message, Tick now, List<Effect> effects) {
    Optional<Inquiry> asked = inquiry.filter(each -> each.isAnsweredBy(from, message));
    if (asked.isEmpty()) {
      return;
    }
    switch (message) {
      case NotServed(long token, HandoffMessage.Reason reason) ->
          fail(asked.get(), reason.toString(), now, effects);
      case Page(long token, Excerpt page) -> {
        inquiry = Optional.empty();
        arrive(page);
        advance(now, effects);
      }
      case Compared(long token, Optional<Slice> theirs) -> {
        inquiry = Optional.empty();
        compared(theirs, effects);
        advance(now, effects);
      }
      case Request request -> fail(asked.get(), "an answer that is a question", now, effects);
    }
  }

  private void fail(Inquiry asked, String reason, Tick now, List<Effect> effects) {
    asked.fail(now);
    effects.add(observed(new HandoffObservation.SourceFailed(id, asked.source(), reason)));
  }

  private void arrive(Excerpt page) {
    arrived = Optional.of(page);
    exhausted = page.last();
    bytesLeft = page.bytesLeft();
    pace.add(page.bytes());
    if (!page.pieces().isEmpty()) {
      after = Optional.of(page.pieces().getLast().place());
    }
  }

  private void compared(Optional<Slice> theirs, List<Effect> effects) {
    parts.ifPresent(
        each -> {
          theirs.ifPresent(slice -> merges.begin(each.compared(slice), effects));
          each.enter(LongEntry.Stage.JOINING);
        });
  }

  /** What came of a source that is none any more does no harm, and counts for nothing. */
  private void change(List<NodeId> next, Tick now, List<Effect> effects) {
    sources = List.copyOf(next);
    if (source.isPresent() && !sources.contains(source.get())) {
      source = Optional.empty();
      inquiry = Optional.empty();
      arrived = Optional.empty();
      taking = Optional.empty();
      parts = Optional.empty();
      merges.abandon();
    }
    advance(now, effects);
  }

  private void bookmarked(Bookmark saved, List<Effect> effects) {
    if (saved.complete() && !complete) {
      complete = true;
      effects.add(observed(new HandoffObservation.TransferCompleted(id, entries, bytes)));
      effects.add(new Effect.Complete());
    }
  }

  private void advance(Tick now, List<Effect> effects) {
    if (complete || ending) {
      return;
    }
    while (merges.isIdle() && step(effects)) {}
    if (!ending) {
      ask(now, effects);
    }
  }

  /** Goes one step on while no join is under way; false when something must happen first. */
  private boolean step(List<Effect> effects) {
    if (source.isEmpty()) {
      return beginSource(effects);
    }
    if (taking.isPresent()) {
      tookIn(taking.get(), effects);
      return true;
    }
    if (isEndingParts()) {
      return endParts(parts.orElseThrow(), effects);
    }
    if (arrived.isPresent()) {
      takeIn(arrived.get(), effects);
      return true;
    }
    if (exhausted && inquiry.isEmpty()) {
      save(bookmark.finished(source.get()), effects);
      parts = Optional.empty();
      source = Optional.empty();
      return true;
    }
    return false;
  }

  private boolean beginSource(List<Effect> effects) {
    source = sources.stream().filter(each -> !bookmark.finished().contains(each)).findFirst();
    if (source.isEmpty()) {
      ending = true;
      save(bookmark.completed(), effects);
      return false;
    }
    after = bookmark.resume(source.get());
    exhausted = false;
    bytesLeft = 0;
    return true;
  }

  private void takeIn(Excerpt page, List<Effect> effects) {
    arrived = Optional.empty();
    taking = Optional.of(page);
    for (Piece piece : page.pieces()) {
      if (piece.isPart() && !isPartOf(piece.entry())) {
        parts = Optional.of(new LongEntry(piece));
      } else if (!piece.isPart()) {
        parts = Optional.empty();
      }
      merges.begin(piece.isPart() ? parts.orElseThrow().members(piece) : piece, effects);
    }
  }

  private boolean isPartOf(EntryKey entry) {
    return parts.filter(each -> each.entry().equals(entry)).isPresent();
  }

  private void tookIn(Excerpt page, List<Effect> effects) {
    taking = Optional.empty();
    bytes += page.bytes();
    entries += page.pieces().stream().filter(piece -> piece.last().isEmpty()).count();
    effects.add(observed(new HandoffObservation.PageTaken(id, page.pieces().size(), page.bytes())));
    if (page.pieces().isEmpty()) {
      return;
    }
    Piece last = page.pieces().getLast();
    if (!last.isPart()) {
      save(bookmark.behind(source.orElseThrow(), last.entry()), effects);
    } else if (last.last().isEmpty()) {
      parts.orElseThrow().enter(LongEntry.Stage.HEAD);
      merges.begin(parts.orElseThrow().head(), effects);
    }
  }

  private boolean isEndingParts() {
    return parts.filter(each -> each.stage() != LongEntry.Stage.PARTS).isPresent();
  }

  private boolean endParts(LongEntry entry, List<Effect> effects) {
    return switch (entry.stage()) {
      case PARTS, COMPARING -> false;
      case HEAD -> {
        entry.enter(LongEntry.Stage.READING);
        yield true;
      }
      case READING -> {
        if (!readingOwn) {
          readingOwn = true;
          effects.add(new Effect.ReadOwn(entry.entry(), entry.readAfter(), limitBytes));
        }
        yield false;
      }
      case JOINING -> {
        entry.joined();
        yield true;
      }
      case ENDED -> {
        parts = Optional.empty();
        save(bookmark.behind(source.orElseThrow(), entry.entry()), effects);
        yield true;
      }
    };
  }

  private void save(Bookmark next, List<Effect> effects) {
    bookmark = next.complete() ? bookmark : next;
    effects.add(new Effect.SaveBookmark(next));
  }

  private void ask(Tick now, List<Effect> effects) {
    if (inquiry.isEmpty()) {
      inquiry =
          question().map(what -> new Inquiry(source.orElseThrow(), what, tokens, random, now));
    }
    inquiry
        .flatMap(asked -> asked.due(now))
        .ifPresent(request -> effects.add(new Effect.Send(source.orElseThrow(), request)));
  }

  /** What is to be asked next, if anything. */
  private Optional<LongFunction<Request>> question() {
    if (source.isEmpty()) {
      return Optional.empty();
    }
    if (isEndingParts()) {
      LongEntry entry = parts.orElseThrow();
      return entry.stage() == LongEntry.Stage.COMPARING
          ? Optional.of(token -> new Compare(token, id, entry.entry(), entry.elements()))
          : Optional.empty();
    }
    Optional<Place> from = after;
    boolean mayFetch = arrived.isEmpty() && !exhausted && !isLastPart(taking);
    return mayFetch
        ? Optional.of(token -> new Pull(token, id, from, limitBytes))
        : Optional.empty();
  }

  /** After the last part its entry is ended before anything else is fetched. */
  private static boolean isLastPart(Optional<Excerpt> page) {
    return page.filter(each -> !each.pieces().isEmpty())
        .map(each -> each.pieces().getLast())
        .filter(piece -> piece.isPart() && piece.last().isEmpty())
        .isPresent();
  }

  private Effect observed(HandoffObservation observation) {
    return new Effect.Observed(observation);
  }
}
