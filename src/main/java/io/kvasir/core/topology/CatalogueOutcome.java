package io.kvasir.core.topology;

/** How the creation or drop of a bucket ended. */
public sealed interface CatalogueOutcome {
  /** A majority of the members has it durably. */
  record Done(CatalogueEntry entry) implements CatalogueOutcome {}

  /** There is a bucket of that name. */
  record Exists(CatalogueEntry standing) implements CatalogueOutcome {}

  /** There is no bucket of that name. */
  record Unknown() implements CatalogueOutcome {}

  /**
   * Fewer than a majority of the members can be reached.
   *
   * @param maybeApplied false when nothing was changed
   */
  record QuorumUnavailable(int acked, int needed, boolean maybeApplied)
      implements CatalogueOutcome {}

  /** The deadline passed; the change may or may not come to stand. */
  record Indeterminate(int acked, int needed) implements CatalogueOutcome {}

  /** It is not allowed; nothing was changed. */
  record Refused(String reason) implements CatalogueOutcome {}
}
