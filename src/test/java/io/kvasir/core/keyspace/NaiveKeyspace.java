package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.OutOfRange;
import io.kvasir.core.keyspace.TransactionResult.RetryKeyReused;
import io.kvasir.core.keyspace.TransactionResult.Step;
import io.kvasir.core.keyspace.TransactionResult.WrongKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A shard as one would write it without a thought for restarts and room: a map and a list. */
final class NaiveKeyspace {
  private record Use(String retryKey, Transaction transaction, Done done) {}

  private final int retryKeys;
  private final List<Use> uses = new ArrayList<>();
  private SortedMap<Key, Versioned> values = new TreeMap<>();
  private long revision;
  private long millis;

  NaiveKeyspace(int retryKeys) {
    this.retryKeys = retryKeys;
  }

  SortedMap<Key, Versioned> values() {
    return values;
  }

  TransactionResult apply(Command command) {
    millis = Math.max(millis, command.wallMillis());
    return switch (command) {
      case Proposal proposal -> apply(proposal);
      case Lapse lapse -> {
        end(entry -> lapse.ends().contains(new End(entry.getValue().endMillis(), entry.getKey())));
        yield new Done(true, revision, List.of(), millis, false);
      }
    };
  }

  /** What has ended, and is looked at, is deleted, by a revision of its own. */
  private void end(Predicate<Map.Entry<Key, Versioned>> isLookedAt) {
    boolean changes =
        values
            .entrySet()
            .removeIf(entry -> entry.getValue().endMillis() <= millis && isLookedAt.test(entry));
    revision += changes ? 1 : 0;
  }

  private TransactionResult apply(Proposal proposal) {
    for (Use use : uses.subList(Math.max(0, uses.size() - retryKeys), uses.size()).reversed()) {
      if (proposal.retryKey().filter(use.retryKey()::equals).isPresent()
          && millis - use.done().writtenMillis() <= 24 * 3_600_000) {
        return use.transaction().equals(proposal.transaction())
            ? repeated(use.done())
            : new RetryKeyReused();
      }
    }
    TransactionResult result = carryOut(proposal.transaction());
    if (result instanceof Done done) {
      proposal
          .retryKey()
          .ifPresent(retryKey -> uses.add(new Use(retryKey, proposal.transaction(), done)));
    }
    return result;
  }

  private static TransactionResult repeated(Done done) {
    long bytes = 0;
    List<Step> bare = new ArrayList<>();
    for (Step step : done.steps()) {
      if (step instanceof Step.Got(Optional<Versioned> found) && found.isPresent()) {
        Versioned it = found.get();
        bytes += it.value().mediaType().length() + it.value().payload().length();
        bare.add(
            new Step.FoundBefore(it.created(), it.modified(), it.version(), it.writtenMillis()));
      } else {
        bare.add(step);
      }
    }
    List<Step> steps = bytes > 65_536 ? bare : done.steps();
    return new Done(done.succeeded(), done.revision(), steps, done.writtenMillis(), true);
  }

  private TransactionResult carryOut(Transaction transaction) {
    end(entry -> transaction.keys().contains(entry.getKey()));
    for (Compare compare : transaction.compares()) {
      Versioned found = values.get(compare.key());
      if (compare instanceof Compare.OfValue(Key key, var relation, Value operand)
          && found != null
          && isNumber(found.value()) + isJson(found.value())
              != isNumber(operand) + isJson(operand)) {
        return new WrongKind(key, operand.kind(), found.value().kind());
      }
    }
    boolean succeeded = transaction.compares().stream().allMatch(this::holds);
    SortedMap<Key, Versioned> next = new TreeMap<>(values);
    List<Step> steps = new ArrayList<>();
    boolean changes = false;
    for (Action action : succeeded ? transaction.success() : transaction.failure()) {
      Versioned old = next.get(action.key());
      if (action instanceof Action.Increment(Key key, long amount, var ttl)) {
        String standing = old == null ? "0" : old.value().payload().asUtf8();
        if (old != null && (!old.value().isJson() || !standing.matches("-?\\d+"))) {
          return new WrongKind(key, Value.Kind.INTEGER, old.value().kind());
        }
        BigInteger sum = new BigInteger(standing).add(BigInteger.valueOf(amount));
        if (sum.bitLength() > 63) {
          return new OutOfRange(key);
        }
        long end = old == null ? Long.MAX_VALUE : old.endMillis();
        end = ttl.isPresent() ? millis + ttl.get().millis() : end;
        long now = revision + 1;
        Value value = Value.json(sum.toString());
        next.put(
            key,
            old == null
                ? new Versioned(value, now, now, 1, millis, end)
                : new Versioned(value, old.created(), now, old.version() + 1, millis, end));
        changes = true;
        steps.add(new Step.Incremented(sum.longValue()));
      } else if (action instanceof Action.Put(Key key, var value, var ttl)) {
        long end = ttl.map(time -> millis + time.millis()).orElse(Long.MAX_VALUE);
        long now = revision + 1;
        next.put(
            key,
            old == null
                ? new Versioned(value, now, now, 1, millis, end)
                : new Versioned(value, old.created(), now, old.version() + 1, millis, end));
        changes = true;
        steps.add(new Step.Put());
      } else if (action instanceof Action.Delete) {
        changes |= old != null;
        steps.add(new Step.Deleted(next.remove(action.key()) != null));
      } else {
        steps.add(new Step.Got(Optional.ofNullable(old)));
      }
    }
    values = next;
    revision += changes ? 1 : 0;
    return new Done(succeeded, revision, steps, millis, false);
  }

  private static int isNumber(Value value) {
    return value.number().isPresent() ? 2 : 0;
  }

  private static int isJson(Value value) {
    return value.isJson() ? 1 : 0;
  }

  private static int order(Value one, Value other) {
    return one.number().isPresent()
        ? new BigDecimal(one.payload().asUtf8()).compareTo(new BigDecimal(other.payload().asUtf8()))
        : one.payload().compareTo(other.payload());
  }

  private boolean holds(Compare compare) {
    Versioned found = values.get(compare.key());
    int order =
        switch (compare) {
          case Compare.OfValue ofValue ->
              found == null ? 9 : order(found.value(), ofValue.operand());
          case Compare.OfVersion of ->
              Long.compare(found == null ? 0 : found.version(), of.operand());
          case Compare.OfCreated of ->
              Long.compare(found == null ? 0 : found.created(), of.operand());
          case Compare.OfModified of ->
              Long.compare(found == null ? 0 : found.modified(), of.operand());
        };
    boolean noValue = found == null && compare instanceof Compare.OfValue;
    return switch (compare.relation()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0 && !noValue;
      case LESS -> order < 0;
    };
  }
}
