package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.problem.Diagnoses;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be chosen per request; each request takes some of it. */
enum Option {
  TIMEOUT("timeout_millis"),
  QUORUM("quorum"),
  FRESHNESS("freshness"),
  IDEMPOTENCY_KEY("idempotency_key"),
  CONTEXT("context"),
  CONTEXTS("contexts"),
  TTL("ttl_seconds"),
  IF_MATCH("if_match"),
  IF_NONE_MATCH("if_none_match"),
  SESSION("session");

  private final String field;

  Option(String field) {
    this.field = field;
  }

  private boolean isIn(ClientProto.Options options) {
    return switch (this) {
      case TIMEOUT -> options.hasTimeoutMillis();
      case QUORUM -> options.hasQuorum();
      case FRESHNESS -> options.hasFreshness();
      case IDEMPOTENCY_KEY -> options.hasIdempotencyKey();
      case CONTEXT -> options.hasContext();
      case CONTEXTS -> options.getContexts();
      case TTL -> options.hasTtlSeconds();
      case IF_MATCH -> options.hasIfMatch();
      case IF_NONE_MATCH -> options.hasIfNoneMatch();
      case SESSION -> options.hasSession();
    };
  }

  /** What a request chooses; what it does not take is refused. */
  static RequestOptions read(ClientProto.Request request, Set<Option> taken) {
    ClientProto.Options options = request.getOptions();
    Known.require(options, "options");
    for (Option option : values()) {
      if (!taken.contains(option) && option.isIn(options)) {
        throw new Rejected(Diagnoses.unsupported(option.field, "is not for this request"));
      }
    }
    return new RequestOptions(
            options.hasQuorum() ? Optional.of(Quorums.read("quorum", options.getQuorum())) : none(),
            options.hasTimeoutMillis() ? Optional.of(timeout(options)) : none())
        .withFreshness(
            options.hasFreshness()
                ? Optional.of(Preconditions.freshness(options.getFreshness()))
                : none())
        .withRetryKey(options.hasIdempotencyKey() ? Optional.of(retryKey(options)) : none())
        .withContext(options.hasContext() ? Optional.of(options.getContext()) : none())
        .withContexts(options.getContexts())
        .withTtlSeconds(options.hasTtlSeconds() ? Optional.of(options.getTtlSeconds()) : none())
        .withPrecondition(Preconditions.read(options))
        .withSession(options.hasSession() ? Optional.of(session(options)) : none());
  }

  private static List<String> session(ClientProto.Options options) {
    Known.require(options.getSession(), "session");
    if (options.getFreshness() == ClientProto.Freshness.FRESHNESS_STALE) {
      throw new Rejected(Diagnoses.invalid("session", "must not come with a stale read"));
    }
    return List.copyOf(options.getSession().getTokensList());
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static long timeout(ClientProto.Options options) {
    return Integer.toUnsignedLong(options.getTimeoutMillis());
  }

  private static String retryKey(ClientProto.Options options) {
    if (!RequestOptions.isRetryKey(options.getIdempotencyKey())) {
      throw new Rejected(
          Diagnoses.invalid("idempotency_key", "must be one of 1 to 256 visible characters"));
    }
    return options.getIdempotencyKey();
  }
}
