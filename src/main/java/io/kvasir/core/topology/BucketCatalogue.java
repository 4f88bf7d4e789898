package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All buckets, the dropped ones' names and generations included. Immutable. */
public record BucketCatalogue(SortedMap<BucketName, CatalogueEntry> entries) {
  /** The system bucket of those who want linearizable registers without creating a bucket. */
  public static final BucketName DEFAULT_LINEARIZABLE = new BucketName("__default_linearizable__");

  /** The system bucket of registers that hold JSON, for those who know no buckets. */
  public static final BucketName DEFAULT_REGISTER = new BucketName("__default_register__");

  public BucketCatalogue {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /** The convergent system buckets: one per data type with short routes, one of JSON registers. */
  public static BucketCatalogue initial() {
    TreeMap<BucketName, CatalogueEntry> entries = new TreeMap<>();
    for (DataType type : DataType.values()) {
      defaultBucket(type).ifPresent(name -> entries.put(name, initial(name, type)));
    }
    entries.put(DEFAULT_REGISTER, initial(DEFAULT_REGISTER, DataType.LWW_REGISTER));
    return new BucketCatalogue(entries);
  }

  private static CatalogueEntry initial(BucketName name, DataType type) {
    BucketSpec spec = new BucketSpec(type, Consistency.Preset.CONSISTENT, 3);
    return new CatalogueEntry(new BucketId(name, 0), spec, false);
  }

  /** The system bucket that serves a type's short routes; empty for a type without such. */
  public static Optional<BucketName> defaultBucket(DataType type) {
    return switch (type) {
      case LWW_REGISTER -> Optional.of(new BucketName("__default_lww__"));
      case OR_SWOT -> Optional.of(new BucketName("__default_set__"));
      case PN_COUNTER -> Optional.of(new BucketName("__default_counter__"));
      case MV_REGISTER, EW_FLAG, G_SET, OR_MAP -> Optional.empty();
    };
  }

  /** The bucket of that name that can be used now. */
  public Optional<CatalogueEntry> live(BucketName name) {
    return Optional.ofNullable(entries.get(name)).filter(entry -> !entry.dropped());
  }

  public List<CatalogueEntry> live() {
    return entries.values().stream().filter(entry -> !entry.dropped()).toList();
  }

  /** Whether that life of the bucket is known to have ended. */
  public boolean isDropped(BucketId id) {
    CatalogueEntry entry = entries.get(id.name());
    return entry != null
        && (entry.id().generation() > id.generation()
            || (entry.id().equals(id) && entry.dropped()));
  }

  /**
   * The last life of a bucket of that name that is known to have ended; all before it ended too.
   */
  public Optional<BucketId> lastEnded(BucketName name) {
    CatalogueEntry entry = entries.get(name);
    if (entry == null || (entry.id().generation() == 0 && !entry.dropped())) {
      return Optional.empty();
    }
    return Optional.of(
        entry.dropped() ? entry.id() : new BucketId(name, entry.id().generation() - 1));
  }

  /** The id that a bucket of that name gets when it is created next. */
  public BucketId nextId(BucketName name) {
    CatalogueEntry entry = entries.get(name);
    return new BucketId(name, entry == null ? 0 : entry.id().generation() + 1);
  }

  /** With a new bucket; none of that name may be live. */
  BucketCatalogue created(BucketName name, BucketSpec spec) {
    return with(new CatalogueEntry(nextId(name), spec, false));
  }

  /** With the live bucket of that name as {@code spec} says. */
  BucketCatalogue changed(BucketName name, BucketSpec spec) {
    return with(new CatalogueEntry(live(name).orElseThrow().id(), spec, false));
  }

  /** With the live bucket of that name dropped. */
  BucketCatalogue dropped(BucketName name) {
    return with(live(name).orElseThrow().asDropped());
  }

  private BucketCatalogue with(CatalogueEntry entry) {
    TreeMap<BucketName, CatalogueEntry> next = new TreeMap<>(entries);
    next.put(entry.id().name(), entry);
    return new BucketCatalogue(next);
  }
}
