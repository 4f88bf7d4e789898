package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a watcher heard of its own feed when it came to the shared one: that may say it once more,
 * or leave something out that the watcher has heard otherwise. Of each key that holds until the
 * watcher is told of it by the shared feed.
 */
public final class Overlap {
  private final Map<Integer, Integer> digests = new LinkedHashMap<>();
  private final Set<Integer> others = new TreeSet<>();
  private final TreeMap<Actor, Reach> reaches = new TreeMap<>();

  /**
   * @param position of the own feed
   * @param own what that said last of keys
   * @param shared what the shared one had said
   */
  public Overlap(Position position, List<Echo> own, List<Echo> shared) {
    reaches.putAll(position.reaches());
    own.forEach(echo -> digests.put(echo.hash(), echo.digest()));
    shared.forEach(echo -> others.add(echo.hash()));
    others.removeAll(digests.keySet());
  }

  /**
   * Whether what the shared feed says now is news: something else than what was heard last. A key
   * that was deleted, written and deleted again is gone at the end.
   *
   * @param isRepeat whether the shared feed says the same as it did last
   */
  public boolean isNews(Delivery delivery, boolean isRepeat) {
    Echo echo = Echo.of(delivery);
    Integer heard = digests.get(echo.hash());
    boolean isNews =
        heard == null ? !isRepeat || others.contains(echo.hash()) : heard != echo.digest();
    if (isNews) {
      digests.remove(echo.hash());
      others.remove(echo.hash());
    }
    return isNews;
  }

  /** That was told now. */
  public void hear(Delivery delivery) {
    Echo echo = Echo.of(delivery);
    digests.put(echo.hash(), echo.digest());
    others.remove(echo.hash());
  }

  /**
   * Where the watcher is when the shared feed is there. It heard more than that knows of, and is as
   * far as it was in journals that the shared feed never met, or missed something of.
   */
  public Position onto(Position there) {
    List<Echo> own = new ArrayList<>();
    digests.forEach((hash, digest) -> own.add(new Echo(hash, digest)));
    List<Echo> rest =
        there.echoes().stream()
            .filter(echo -> !digests.containsKey(echo.hash()))
            .filter(echo -> !others.contains(echo.hash()))
            .toList();
    TreeMap<Actor, Reach> all = new TreeMap<>(reaches);
    there.reaches().forEach((store, reach) -> all.merge(store, reach, Overlap::better));
    Position heard = there.withoutHearing(unmet(all, there));
    return new Position(all, List.of(), heard.doubts(), heard.absences()).with(own).with(rest);
  }

  /** Whom the shared feed never met it did not hear when it delivered something either. */
  private static SortedMap<Actor, Long> unmet(SortedMap<Actor, Reach> all, Position there) {
    TreeSet<Actor> unmet = new TreeSet<>(all.keySet());
    unmet.removeIf(store -> Objects.equals(all.get(store), there.reaches().get(store)));
    return Absences.ends(all, unmet);
  }

  private static Reach better(Reach own, Reach shared) {
    return shared.isWhole() || !own.isWhole() ? shared : own;
  }
}
