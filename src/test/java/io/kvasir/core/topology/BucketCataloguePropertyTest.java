package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.LatticeLaws;
import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The catalogue is a lattice too, even when two creations are stamped alike. */
class BucketCataloguePropertyTest {
  private static final List<BucketName> NAMES = List.of(new BucketName("x"), new BucketName("y"));

  @Property(tries = 300)
  void entriesOfOneNameAreALattice(@ForAll("entriesOfX") List<CatalogueEntry> entries) {
    LatticeLaws.hold(CatalogueEntry::join, entries);
  }

  @Property(tries = 300)
  void cataloguesAreALattice(@ForAll("catalogues") List<BucketCatalogue> catalogues) {
    LatticeLaws.hold((a, b) -> a.join(b.entries().values()), catalogues);
  }

  @Property(tries = 300)
  void theOrderInWhichEntriesArriveDoesNotMatter(
      @ForAll("entries") List<CatalogueEntry> entries, @ForAll Random random) {
    List<CatalogueEntry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, random);

    BucketCatalogue atOnce = BucketCatalogue.initial().join(entries);
    BucketCatalogue oneByOne = BucketCatalogue.initial();
    for (CatalogueEntry entry : shuffled) {
      oneByOne = oneByOne.join(List.of(entry));
    }

    assertThat(oneByOne).isEqualTo(atOnce);
    assertThat(oneByOne.digest()).isEqualTo(atOnce.digest());
  }

  @Property(tries = 300)
  void differentCataloguesHaveDifferentDigests(
      @ForAll("catalogue") BucketCatalogue one, @ForAll("catalogue") BucketCatalogue other) {
    assertThat(one.digest() == other.digest()).isEqualTo(one.equals(other));
  }

  @Property(tries = 300)
  void aDropIsFinalAndTheNextIdWasNeverUsed(@ForAll("entries") List<CatalogueEntry> entries) {
    BucketCatalogue catalogue = BucketCatalogue.initial().join(entries);

    for (CatalogueEntry entry : entries) {
      if (entry.dropped()) {
        assertThat(catalogue.isDropped(entry.id())).isTrue();
      }
      assertThat(catalogue.nextId(entry.id().name()).generation())
          .isGreaterThan(entry.id().generation());
    }
    for (CatalogueEntry live : catalogue.live()) {
      assertThat(catalogue.isDropped(live.id())).isFalse();
      assertThat(catalogue.live(live.id().name())).contains(live);
    }
  }

  @Example
  void aNewClusterHasOneSystemBucketPerType() {
    BucketCatalogue initial = BucketCatalogue.initial();

    for (DataType type : DataType.values()) {
      CatalogueEntry entry = initial.live(BucketCatalogue.defaultBucket(type)).orElseThrow();
      assertThat(entry.spec().type()).isEqualTo(type);
      assertThat(entry.id().name().isSystem()).isTrue();
    }
    assertThat(initial.live()).hasSize(DataType.values().length);
  }

  @Example
  void theLawsCatchAJoinThatForgetsDrops() {
    CatalogueEntry live = entry(NAMES.getFirst(), 0, 1, "a", DataType.OR_SWOT, false);

    assertThatThrownBy(
            () ->
                LatticeLaws.<CatalogueEntry>hold(
                    (one, other) -> one.stamp().compareTo(other.stamp()) <= 0 ? one : other,
                    List.of(live, live.asDropped())))
        .isInstanceOf(AssertionError.class);
  }

  @Provide
  Arbitrary<List<CatalogueEntry>> entriesOfX() {
    return entry(Arbitraries.just(NAMES.getFirst())).list().ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<CatalogueEntry>> entries() {
    return entry(Arbitraries.of(NAMES)).list().ofMaxSize(8);
  }

  @Provide
  Arbitrary<BucketCatalogue> catalogue() {
    return entries().map(entries -> BucketCatalogue.initial().join(entries));
  }

  @Provide
  Arbitrary<List<BucketCatalogue>> catalogues() {
    return catalogue().list().ofMaxSize(6);
  }

  private static Arbitrary<CatalogueEntry> entry(Arbitrary<BucketName> names) {
    return Combinators.combine(
            names,
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of("a", "b", "c"),
            Arbitraries.of(DataType.class),
            Arbitraries.of(true, false))
        .as(BucketCataloguePropertyTest::entry);
  }

  private static CatalogueEntry entry(
      BucketName name, int generation, int millis, String creator, DataType type, boolean dropped) {
    return new CatalogueEntry(
        new BucketId(name, generation),
        new BucketSpec(type, Consistency.Preset.EVENTUAL, millis),
        new HybridTimestamp(millis, 0),
        new NodeId(creator),
        dropped);
  }
}
