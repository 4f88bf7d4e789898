package io.kvasir.edge.cli.bench.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What kinds of operations a workload has, in which shares. Those of YCSB are its core workloads
 * (Cooper et al., SoCC 2010, table 2).
 */
public enum Recipe {
  PUT("put", Distribution.UNIFORM, Kind.PUT),
  GET("get", Distribution.UNIFORM, Kind.GET),
  YCSB_A("ycsb-a", Distribution.ZIPFIAN, 50, Kind.GET, Kind.PUT),
  YCSB_B("ycsb-b", Distribution.ZIPFIAN, 95, Kind.GET, Kind.PUT),
  YCSB_C("ycsb-c", Distribution.ZIPFIAN, Kind.GET),
  YCSB_D("ycsb-d", Distribution.LATEST, 95, Kind.GET, Kind.INSERT),
  YCSB_E("ycsb-e", Distribution.ZIPFIAN, 95, Kind.SCAN, Kind.INSERT),
  YCSB_F("ycsb-f", Distribution.ZIPFIAN, 50, Kind.GET, Kind.RMW),
  INCREMENT("increment", Distribution.UNIFORM, Kind.INCREMENT),
  ADD("add", Distribution.UNIFORM, Kind.ADD),
  TXN("txn", Distribution.UNIFORM, Kind.TXN),
  SCAN("scan", Distribution.UNIFORM, Kind.SCAN),
  WATCH("watch", Distribution.UNIFORM, Kind.PUT),
  URL("url", Distribution.UNIFORM, Kind.FETCH);

  private static final int PERCENT = 100;

  private final String word;
  private final Distribution usual;
  private final int share;
  private final Kind often;
  private final Kind otherwise;

  Recipe(String word, Distribution usual, int share, Kind often, Kind otherwise) {
    this.word = word;
    this.usual = usual;
    this.share = share;
    this.often = often;
    this.otherwise = otherwise;
  }

  Recipe(String word, Distribution usual, Kind only) {
    this(word, usual, PERCENT, only, only);
  }

  public static Optional<Recipe> named(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
  }

  /** All names, for people. */
  public static String words() {
    return Arrays.stream(values()).map(Recipe::word).collect(Collectors.joining(", "));
  }

  public String word() {
    return word;
  }

  /** How keys are chosen unless it is said. */
  public Distribution usual() {
    return usual;
  }

  /** The operations there are; without duplicates. */
  public Set<Kind> kinds() {
    return Set.copyOf(List.of(often, otherwise).stream().distinct().toList());
  }

  /**
   * @param drawn 0 to 99
   */
  Kind kind(int drawn) {
    return drawn < share ? often : otherwise;
  }

  static int percent() {
    return PERCENT;
  }
}
