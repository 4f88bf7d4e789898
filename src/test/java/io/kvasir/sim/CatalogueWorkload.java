package io.kvasir.sim;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.CatalogueOutcome;
import io.kvasir.sim.DataWorkload.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Creates and drops buckets of a few names, and puts into those it believes to exist. A bucket
 * whose creation was acknowledged stays until somebody drops it; what was in a dropped one is gone.
 */
final class CatalogueWorkload implements Workload {
  private static final int NAMES = 4;

  /** Each creation asks for a time to live of its own, so that its entry can be told. */
  private static final int FIRST_MARK = 1_000;

  private static final int REPLICAS = 3;

  /** A creation or a drop. */
  private record Change(
      Attempt attempt, BucketName name, Optional<BucketSpec> spec, List<CatalogueEntry> done) {
    boolean isCreation() {
      return spec.isPresent();
    }
  }

  private static final List<CatalogueEntry> NONE = List.of();

  private final Surroundings surroundings;
  private final List<Change> changes = new ArrayList<>();
  private final TreeMap<EntryKey, Attempt> puts = new TreeMap<>();

  CatalogueWorkload(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void operate(Runnable over) {
    Chance chance = surroundings.chance();
    BucketName name = new BucketName("dynamic" + chance.index(NAMES));
    List<CatalogueEntry> created =
        changes.stream().filter(Change::isCreation).flatMap(c -> c.done().stream()).toList();
    int choice = chance.index(100);
    if (choice < 20) {
      create(name, over);
    } else if (choice < 30) {
      drop(name, over);
    } else if (created.isEmpty()) {
      over.run();
    } else {
      put(chance.pick(created.subList(Math.max(0, created.size() - NAMES), created.size())), over);
    }
  }

  private void create(BucketName name, Runnable over) {
    BucketSpec spec =
        new BucketSpec(
            DataType.LWW_REGISTER,
            Consistency.Preset.CONSISTENT,
            REPLICAS,
            FIRST_MARK + changes.size());
    Change change = begin(name, Optional.of(spec));
    long timeoutMillis = surroundings.chance().between(50, 2_000);
    surroundings
        .gateway()
        .<CatalogueOutcome>ask(
            "create",
            timeoutMillis,
            (engine, call) -> engine.createBucket(name, spec, timeoutMillis, call),
            CatalogueWorkload::nameOf,
            outcome -> end(change, outcome, over));
  }

  private void drop(BucketName name, Runnable over) {
    Change change = begin(name, Optional.empty());
    long timeoutMillis = surroundings.chance().between(50, 2_000);
    surroundings
        .gateway()
        .<CatalogueOutcome>ask(
            "drop",
            timeoutMillis,
            (engine, call) -> engine.dropBucket(name, timeoutMillis, call),
            CatalogueWorkload::nameOf,
            outcome -> end(change, outcome, over));
  }

  private Change begin(BucketName name, Optional<BucketSpec> spec) {
    Change change = new Change(new Attempt(step()), name, spec, new ArrayList<>());
    changes.add(change);
    return change;
  }

  private void end(Change change, Optional<CatalogueOutcome> outcome, Runnable over) {
    change.attempt.end(outcome.map(CatalogueWorkload::fateOf).orElse(Attempt.Fate.UNKNOWN), step());
    if (outcome.isPresent()
        && outcome.get() instanceof CatalogueOutcome.Done(CatalogueEntry entry)) {
      change.done.add(entry);
      requireDone(change, entry);
    }
    over.run();
  }

  private static Attempt.Fate fateOf(CatalogueOutcome outcome) {
    return switch (outcome) {
      case CatalogueOutcome.Done done -> Attempt.Fate.ACKED;
      case CatalogueOutcome.Exists exists -> Attempt.Fate.REJECTED;
      case CatalogueOutcome.Unknown unknown -> Attempt.Fate.REJECTED;
      case CatalogueOutcome.QuorumUnavailable(int acked, int needed, boolean maybeApplied) ->
          maybeApplied ? Attempt.Fate.UNKNOWN : Attempt.Fate.REJECTED;
      case CatalogueOutcome.Indeterminate indeterminate -> Attempt.Fate.UNKNOWN;
      case CatalogueOutcome.Refused refused -> Attempt.Fate.REJECTED;
    };
  }

  private static String nameOf(CatalogueOutcome outcome) {
    return outcome.getClass().getSimpleName();
  }

  /** Some node came to it; a creation is the client's own. */
  private void requireDone(Change change, CatalogueEntry entry) {
    Violation.unless(
        surroundings.cluster().latest().filter(now -> holds(now.buckets(), entry)).isPresent(),
        "%s is said to be done, but no node knows it",
        entry);
    Violation.unless(
        entry.id().name().equals(change.name)
            && entry.dropped() != change.isCreation()
            && change.spec.map(entry.spec()::equals).orElse(true),
        "asked for %s, got %s",
        change,
        entry);
  }

  private static boolean holds(BucketCatalogue catalogue, CatalogueEntry entry) {
    CatalogueEntry known = catalogue.entries().get(entry.id().name());
    return known != null
        && known.id().generation() >= entry.id().generation()
        && (!entry.dropped() || catalogue.isDropped(entry.id()));
  }

  private void put(CatalogueEntry bucket, Runnable over) {
    EntryKey entry = new EntryKey(bucket.id(), new Key("k" + puts.size()));
    Attempt attempt = new Attempt(step());
    puts.put(entry, attempt);
    Operation operation = new Operation.Put(Value.text(entry.key().value()));
    surroundings
        .gateway()
        .write(
            new WriteRequest(
                entry, DataType.LWW_REGISTER, operation, REPLICAS, new Quorum.Exactly(2)),
            outcome -> {
              attempt.end(Attempt.fateOf(outcome), step());
              over.run();
            });
  }

  private long step() {
    return surroundings.agenda().steps();
  }

  @Override
  public boolean owns(EntryKey entry) {
    return entry.bucket().name().value().startsWith("dynamic");
  }

  @Override
  public DataType type() {
    return DataType.LWW_REGISTER;
  }

  @Override
  public int replicas() {
    return REPLICAS;
  }

  /** Those in buckets that were not dropped. */
  @Override
  public List<EntryKey> entries() {
    return puts.keySet().stream()
        .filter(entry -> !surroundings.cluster().isDroppedAnywhere(entry))
        .toList();
  }

  @Override
  public void onState(EntryKey entry, Crdt state) {
    Optional<Value> value = ((LwwRegister) state).value();
    Violation.unless(
        puts.containsKey(entry)
            && !puts.get(entry).isRejected()
            && value.equals(Optional.of(Value.text(entry.key().value()))),
        "%s holds %s, which was rejected or never written",
        entry,
        state);
  }

  @Override
  public void validate(EntryKey entry, Crdt agreed) {
    onState(entry, agreed);
  }

  @Override
  public void validateAbsent(EntryKey entry) {
    Optional<Attempt> put = Optional.ofNullable(puts.get(entry));
    Violation.unless(
        put.filter(attempt -> attempt.isAckedBefore(Long.MAX_VALUE)).isEmpty(),
        "%s is lost, put %s",
        entry,
        put);
  }

  /** What nodes know different buckets, or which has not forgotten a dropped one. */
  Optional<String> disagreement() {
    List<SimNode> nodes = surroundings.cluster().members();
    BucketCatalogue first = agreed();
    for (SimNode node : nodes) {
      Optional<BucketCatalogue> running = node.running().map(p -> p.engine().catalogue());
      if (!running.equals(Optional.of(first))) {
        return Optional.of(node.id() + " knows " + running + ", others " + first);
      }
      for (SimDisk.Place place : node.disk().states().keySet()) {
        if (first.isDropped(place.entry().bucket())) {
          return Optional.of(node.id() + " still holds " + place);
        }
      }
    }
    return Optional.empty();
  }

  /** The latest catalogue that any node came to. */
  private BucketCatalogue agreed() {
    return surroundings.cluster().latest().orElseThrow().buckets();
  }

  /** Judges the catalogue that all nodes agreed on in the end. */
  void validateCatalogue() {
    BucketCatalogue agreed = agreed();
    for (Change change : changes) {
      if (change.isCreation()) {
        validateCreation(change, agreed.live(change.name));
      } else {
        change.done.forEach(entry -> validateDrop(change, entry, agreed));
      }
    }
  }

  /** It dropped the life that its client knew of, or a later one. */
  private void validateDrop(Change drop, CatalogueEntry dropped, BucketCatalogue agreed) {
    Violation.unless(agreed.isDropped(dropped.id()), "%s stands, in %s", dropped, agreed);
    for (Change creation : changes) {
      boolean known =
          creation.name.equals(drop.name) && creation.attempt.isAckedBefore(drop.attempt.invoked());
      for (CatalogueEntry created : known && creation.isCreation() ? creation.done : NONE) {
        Violation.unless(
            created.id().generation() <= dropped.id().generation(),
            "%s dropped %s, but not %s",
            drop,
            dropped,
            created);
      }
    }
  }

  private void validateCreation(Change creation, Optional<CatalogueEntry> live) {
    boolean stands = live.map(CatalogueEntry::spec).equals(creation.spec);
    boolean acked = creation.attempt.isAckedBefore(Long.MAX_VALUE);
    Violation.unless(
        !stands || !creation.attempt.isRejected(), "%s was rejected, but stands", creation);
    Violation.unless(
        !acked || live.isPresent() || mayBeDropped(creation), "%s got lost: %s", creation, live);
    Violation.unless(
        !acked || stands || mayBeDropped(creation),
        "%s was replaced by %s, created later",
        creation,
        live);
  }

  private boolean mayBeDropped(Change creation) {
    return changes.stream()
        .filter(change -> change.name.equals(creation.name) && !change.isCreation())
        .anyMatch(drop -> drop.attempt.mayApplyAfter(creation.attempt.invoked()));
  }
}
