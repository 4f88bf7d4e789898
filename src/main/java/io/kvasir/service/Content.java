package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.GSet;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.core.time.HybridTimestamp;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reader finds under a key. */
public sealed interface Content {
  DataType type();

  /** Of what was read in a linearizable bucket. */
  default Optional<Position> position() {
    return Optional.empty();
  }

  /** How long it will stay, in milliseconds, at least 1; empty for ever. */
  default Optional<Long> lifeMillis() {
    return Optional.empty();
  }

  record Register(Value value, HybridTimestamp stamp, Optional<Long> lifeMillis)
      implements Content {
    @Override
    public DataType type() {
      return DataType.LWW_REGISTER;
    }
  }

  /**
   * What the client has seen of the key now that it got this; empty for types without causal
   * contexts.
   */
  default Optional<String> context() {
    return Optional.empty();
  }

  /** A register of a linearizable bucket. */
  record Entry(Versioned versioned, Optional<Position> position, Optional<Long> lifeMillis)
      implements Content {
    @Override
    public DataType type() {
      return DataType.LWW_REGISTER;
    }
  }

  /**
   * A set.
   *
   * @param type which kind of set
   * @param contexts what the client has seen of each member, when it asked for that
   */
  record Members(
      DataType type,
      SortedSet<Element> elements,
      SortedMap<Element, String> contexts,
      Optional<String> context,
      Optional<Long> lifeMillis)
      implements Content {
    public Members {
      elements = Collections.unmodifiableSortedSet(new TreeSet<>(elements));
      contexts = Collections.unmodifiableSortedMap(new TreeMap<>(contexts));
    }
  }

  /**
   * A map.
   *
   * @param fields by name
   */
  record Mapping(
      SortedMap<Field, Content> fields, Optional<String> context, Optional<Long> lifeMillis)
      implements Content {
    public Mapping {
      fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    @Override
    public DataType type() {
      return DataType.OR_MAP;
    }
  }

  record Count(BigInteger value, Optional<Long> lifeMillis) implements Content {
    @Override
    public DataType type() {
      return DataType.PN_COUNTER;
    }
  }

  /**
   * The values of all writes that no other has seen.
   *
   * @param siblings the latest last
   */
  record Siblings(
      List<MvRegister.Sibling> siblings, Optional<String> context, Optional<Long> lifeMillis)
      implements Content {
    public Siblings {
      siblings = List.copyOf(siblings);
    }

    @Override
    public DataType type() {
      return DataType.MV_REGISTER;
    }
  }

  record Flag(boolean enabled, Optional<String> context, Optional<Long> lifeMillis)
      implements Content {
    @Override
    public DataType type() {
      return DataType.EW_FLAG;
    }
  }

  /** Nothing: never written, deleted, or its time was up. */
  record Absent(DataType type, Optional<Position> position, Optional<String> context)
      implements Content {}

  /**
   * What a reader of {@code state} finds.
   *
   * @param perMember whether the context of each member is wanted
   * @param nowMillis by which it is told how long what was read will stay
   */
  static Content of(Crdt state, ContextTokens tokens, boolean perMember, long nowMillis) {
    Optional<String> context = Seen.of(state).map(tokens::ofKey);
    if (!state.isPresent()) {
      return new Absent(state.type(), Optional.empty(), context);
    }
    Optional<Long> life =
        Optional.of(state.expiry())
            .filter(expiry -> !expiry.isEndless())
            .map(expiry -> Math.max(1, expiry.endMillis() - nowMillis));
    return of(state, context, life, new Contexts(tokens, perMember, Optional.empty()));
  }

  /**
   * Gives out the contexts of what lies in a set or map.
   *
   * @param wanted whether at all
   * @param map which map in a map; empty for that of the key
   */
  record Contexts(ContextTokens tokens, boolean wanted, Optional<Element> map) {
    private SortedMap<Element, String> ofMembers(OrSwot set) {
      TreeMap<Element, String> contexts = new TreeMap<>();
      if (wanted && map.isEmpty()) {
        set.entries()
            .forEach(
                (element, dots) ->
                    contexts.put(
                        element, tokens.ofPart(element, new Seen.OfKey(CausalContext.of(dots)))));
      }
      return contexts;
    }

    private Content ofField(Field field, Crdt value) {
      Element place = FieldChanges.place(map, field);
      Optional<String> context =
          wanted && field.type().isCausal()
              ? Optional.of(tokens.ofPart(place, new Seen.OfKey(CausalContext.of(value.dots()))))
              : Optional.empty();
      return of(value, context, Optional.empty(), new Contexts(tokens, wanted, Optional.of(place)));
    }
  }

  private static Content of(
      Crdt state, Optional<String> context, Optional<Long> life, Contexts contexts) {
    return switch (state) {
      case LwwRegister register ->
          new Register(register.value().orElseThrow(), register.stamp(), life);
      case OrSwot set ->
          new Members(set.type(), set.members(), contexts.ofMembers(set), context, life);
      case GSet set -> new Members(set.type(), set.members(), new TreeMap<>(), context, life);
      case PnCounter counter -> new Count(counter.value(), life);
      case MvRegister register -> new Siblings(latestLast(register), context, life);
      case EwFlag flag -> new Flag(flag.isEnabled(), context, life);
      case OrMap map -> new Mapping(fields(map, contexts), context, life);
    };
  }

  private static SortedMap<Field, Content> fields(OrMap map, Contexts contexts) {
    TreeMap<Field, Content> fields = new TreeMap<>();
    map.values().forEach((field, value) -> fields.put(field, contexts.ofField(field, value)));
    return fields;
  }

  private static List<MvRegister.Sibling> latestLast(MvRegister register) {
    return register.siblings().values().stream()
        .sorted(Comparator.comparing(MvRegister.Sibling::stamp))
        .toList();
  }
}
