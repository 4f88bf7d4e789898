package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.core.time.HybridTimestamp;
import java.math.BigInteger;
import java.util.Optional;
import java.util.SortedSet;

/** What a reader finds under a key. */
public sealed interface Content {
  DataType type();

  /** Of what was read in a linearizable bucket. */
  default Optional<Position> position() {
    return Optional.empty();
  }

  record Register(Value value, HybridTimestamp stamp) implements Content {
    @Override
    public DataType type() {
      return DataType.LWW_REGISTER;
    }
  }

  /** A register of a linearizable bucket. */
  record Entry(Versioned versioned, Optional<Position> position) implements Content {
    @Override
    public DataType type() {
      return DataType.LWW_REGISTER;
    }
  }

  record Members(SortedSet<Element> elements) implements Content {
    @Override
    public DataType type() {
      return DataType.OR_SWOT;
    }
  }

  record Count(BigInteger value) implements Content {
    @Override
    public DataType type() {
      return DataType.PN_COUNTER;
    }
  }

  /** Nothing: never written, or deleted. */
  record Absent(DataType type, Optional<Position> position) implements Content {}

  static Content of(Crdt state) {
    if (!state.isPresent()) {
      return new Absent(state.type(), Optional.empty());
    }
    return switch (state) {
      case LwwRegister register -> new Register(register.value().orElseThrow(), register.stamp());
      case OrSwot set -> new Members(set.members());
      case PnCounter counter -> new Count(counter.value());
    };
  }
}
