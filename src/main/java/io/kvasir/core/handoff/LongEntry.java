package io.kvasir.core.handoff;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A set that comes in parts.
 *
 * <p>Its members come first, without the context: that says of what it covers and does not have
 * that it was removed, and the members of later parts are covered and not there yet. The context of
 * the first part is kept until the last one is durable. It was read before all members were, so
 * each member that it covers was either read, or had been removed at the source. Joined then, it
 * keeps away all removed members that come from now on.
 *
 * <p>What may be left are members that the target got from elsewhere, before that, and that the
 * source had seen removed. So the target goes through its own members once and asks the source
 * about each.
 *
 * <pre>
 * stage      event                  next
 * PARTS      last part durable      HEAD       join presence and context
 * HEAD       durable                READING    read own members, from the first
 * READING    read                   COMPARING  ask the source about them; ENDED when there are none
 * COMPARING  answered               JOINING    join the answer
 * JOINING    durable                READING    on from there; ENDED after the last
 * </pre>
 */
final class LongEntry {
  enum Stage {
    PARTS,
    HEAD,
    READING,
    COMPARING,
    JOINING,
    ENDED
  }

  private final EntryKey entry;
  private final Slice head;
  private Stage stage = Stage.PARTS;
  private Optional<Piece> own = Optional.empty();

  /**
   * @param first its first part
   */
  LongEntry(Piece first) {
    this.entry = first.entry();
    this.head = first.slice().headOnly();
  }

  EntryKey entry() {
    return entry;
  }

  Stage stage() {
    return stage;
  }

  /** What is to be joined of a part, also of the first. */
  Piece members(Piece part) {
    return Piece.whole(entry, part.slice().membersUnder(head));
  }

  /** What is to be joined after the last part. */
  Piece head() {
    return Piece.whole(entry, head);
  }

  /** The member of its own that the target read last; empty at the beginning. */
  Optional<Element> readAfter() {
    return own.flatMap(Piece::last);
  }

  void enter(Stage next) {
    stage = next;
  }

  /** What the target has; no part when it has not the entry, or nothing more of it. */
  void read(Optional<Piece> members) {
    own = members;
    boolean any = members.filter(piece -> !elements(piece).isEmpty()).isPresent();
    stage = any ? Stage.COMPARING : Stage.ENDED;
  }

  SortedSet<Element> elements() {
    return elements(own.orElseThrow());
  }

  /** What the source's answer says of them. */
  Piece compared(Slice theirs) {
    return Piece.whole(entry, theirs.about(own.orElseThrow().slice()));
  }

  /** After the answer is durable. */
  void joined() {
    stage = own.orElseThrow().last().isPresent() ? Stage.READING : Stage.ENDED;
  }

  private static SortedSet<Element> elements(Piece piece) {
    return switch (piece.slice().scope()) {
      case Scope.Elements(SortedSet<Element> elements) -> elements;
      case Scope.Whole() -> throw new IllegalArgumentException("read as a whole: " + piece);
    };
  }
}
