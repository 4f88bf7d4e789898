package io.kvasir.core.topology;

import java.util.List;

/** What nodes tell each other about buckets. Any message may be lost, repeated or overtaken. */
public sealed interface CatalogueMessage {
  /** Join these, make them durable, and say what stands. */
  record Offer(long token, List<CatalogueEntry> entries) implements CatalogueMessage {
    public Offer {
      entries = List.copyOf(entries);
    }
  }

  /** Durable here; {@code standing} is what stands for the names that were offered. */
  record Accepted(long token, List<CatalogueEntry> standing) implements CatalogueMessage {
    public Accepted {
      standing = List.copyOf(standing);
    }
  }

  /** A hash of all that the sender knows; who knows something else answers with an offer of all. */
  record Digest(long hash) implements CatalogueMessage {}
}
