package io.kvasir.core.handoff;

import java.util.List;

/**
 * Consecutive entries of a partition: any number of whole ones, or one part of one.
 *
 * @param bytes about how large they are
 * @param bytesLeft about how much follows
 * @param last whether nothing follows
 */
public record Excerpt(List<Piece> pieces, long bytes, long bytesLeft, boolean last) {
  /** What is read where nothing is. */
  public static final Excerpt NOTHING = new Excerpt(List.of(), 0, 0, true);

  public Excerpt {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty() && !last) {
      throw new IllegalArgumentException("nothing, and more follows");
    }
    if (pieces.size() > 1 && pieces.stream().anyMatch(Piece::isPart)) {
      throw new IllegalArgumentException("a part among others");
    }
  }
}
