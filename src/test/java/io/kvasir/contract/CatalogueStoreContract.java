package io.kvasir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.port.CatalogueStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link CatalogueStore} does. The store of a test is empty. */
public abstract class CatalogueStoreContract {
  protected abstract CatalogueStore store();

  /** Lets time go by until the call is over; a simulated store needs that. */
  protected void settle(Call<?> call) {}

  @Test
  void startsWithTheInitialCatalogue() {
    assertThat(store().loadCatalogue()).isEqualTo(BucketCatalogue.initial());
  }

  @Test
  void loadsWhatWasSaved() {
    save(everyKind());

    assertThat(store().loadCatalogue()).isEqualTo(everyKind());
  }

  @Test
  void keepsTheLastOfManySaves() {
    List<Call<Void>> calls = new ArrayList<>();
    for (int generation = 0; generation <= 100; generation++) {
      calls.add(start(withBucket(generation)));
    }

    calls.forEach(this::end);

    assertThat(store().loadCatalogue()).isEqualTo(withBucket(100));
  }

  protected void save(BucketCatalogue catalogue) {
    end(start(catalogue));
  }

  /** A catalogue with entries of every kind. */
  protected static BucketCatalogue everyKind() {
    List<CatalogueEntry> entries = new ArrayList<>();
    for (Consistency.Preset preset : Consistency.Preset.values()) {
      entries.add(entry("preset-" + preset.label(), preset, false));
    }
    entries.add(entry("exact", new Quorum.Exactly(2), new Quorum.Exactly(1)));
    entries.add(entry("shares", new Quorum.Majority(), new Quorum.All()));
    entries.add(entry("dropped", Consistency.Preset.SESSION, true));
    return BucketCatalogue.initial().join(entries);
  }

  private static CatalogueEntry entry(String name, Quorum write, Quorum read) {
    return entry(name, new Consistency.Explicit(write, read), false);
  }

  private static CatalogueEntry entry(String name, Consistency consistency, boolean dropped) {
    BucketSpec spec = new BucketSpec(DataType.OR_SWOT, consistency, 3);
    return new CatalogueEntry(
        new BucketId(new BucketName(name), 3),
        spec,
        new HybridTimestamp(1_700_000_000_000L, 4),
        new NodeId("node-1"),
        dropped);
  }

  private static BucketCatalogue withBucket(int generation) {
    BucketSpec spec = new BucketSpec(DataType.PN_COUNTER, Consistency.Preset.PARANOID, 5);
    BucketId id = new BucketId(new BucketName("b"), generation);
    CatalogueEntry entry =
        new CatalogueEntry(id, spec, HybridTimestamp.ZERO, new NodeId("n"), false);
    return BucketCatalogue.initial().join(List.of(entry));
  }

  private Call<Void> start(BucketCatalogue catalogue) {
    Call<Void> call = new Call<>();
    store().saveCatalogue(catalogue, call);
    return call;
  }

  private void end(Call<Void> call) {
    settle(call);
    Void _ = call.value();
  }
}
