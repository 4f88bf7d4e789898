package io.kvasir.contract;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Short ways to write keys and states. */
public final class States {
  public static final Actor ACTOR = new Actor(0x8000_0000_0000_00aaL);

  private States() {}

  public static EntryKey entry(String bucket, String key) {
    return entry(bucket, 0, key);
  }

  public static EntryKey entry(String bucket, int generation, String key) {
    return new EntryKey(new BucketId(new BucketName(bucket), generation), new Key(key));
  }

  public static LwwRegister register(long millis, String text) {
    return new LwwRegister(new HybridTimestamp(millis, 0), ACTOR, Optional.of(Value.text(text)));
  }

  public static PnCounter counter(long value) {
    return PnCounter.BOTTOM.adjust(ACTOR, value);
  }

  /**
   * A set that has seen its members.
   *
   * @param members each with the counter of its one dot; all dots up to the highest were seen
   */
  public static OrSwot set(Map<String, Long> members) {
    return set(members, members.values().stream().mapToLong(Long::longValue).max().orElse(0));
  }

  /**
   * A set that has seen more than its members.
   *
   * @param seen all dots up to this one were seen
   */
  public static OrSwot set(Map<String, Long> members, long seen) {
    TreeMap<Element, DotSet> entries = new TreeMap<>();
    members.forEach((element, dot) -> entries.put(new Element(element), dots(dot)));
    return new OrSwot(DotSet.EMPTY, entries, seen(seen));
  }

  public static DotSet dots(long counter) {
    return DotSet.of(new Dot(ACTOR, counter));
  }

  public static CausalContext seen(long upTo) {
    List<Dot> dots =
        Stream.iterate(1L, counter -> counter <= upTo, counter -> counter + 1)
            .map(counter -> new Dot(ACTOR, counter))
            .toList();
    return CausalContext.of(DotSet.of(dots));
  }

  public static Scope elements(String... elements) {
    return new Scope.Elements(sorted(elements));
  }

  private static SortedSet<Element> sorted(String... elements) {
    return Stream.of(elements).map(Element::new).collect(Collectors.toCollection(TreeSet::new));
  }
}
