package io.kvasir.engine;

import java.util.List;

/** What came of reading what a node shows of all that it holds. */
public sealed interface SurveyOutcome {
  record Read(List<DigestView> views) implements SurveyOutcome {
    public Read {
      views = List.copyOf(views);
    }
  }

  /** The deadline passed. */
  record TimedOut() implements SurveyOutcome {}

  /** It is being read for somebody else, or cannot be read now. */
  record Busy() implements SurveyOutcome {}
}
