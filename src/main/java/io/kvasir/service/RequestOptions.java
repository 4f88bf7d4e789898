package io.kvasir.service;

import io.kvasir.core.bucket.Quorum;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client may choose per request.
 *
 * @param quorum how many replicas of a convergent bucket take part, instead of its own choice
 * @param timeoutMillis how long to wait, instead of the node's default
 * @param precondition of a linearizable bucket only
 * @param retryKey tells a repetition from a new request; of a linearizable bucket only
 * @param freshness of a linearizable bucket only; nothing is missed by default
 * @param context of a convergent bucket only: what the client has seen of the key
 * @param contexts whether a read gives the context of each member
 * @param ttlSeconds how long the key stays after this write, instead of the bucket's choice
 * @param session the tokens of the session that this is part of, none when it begins one; empty for
 *     a request on its own
 */
public record RequestOptions(
    Optional<Quorum> quorum,
    Optional<Long> timeoutMillis,
    Precondition precondition,
    Optional<String> retryKey,
    Optional<Freshness> freshness,
    Optional<String> context,
    boolean contexts,
    Optional<Long> ttlSeconds,
    Optional<List<String>> session) {
  public static final RequestOptions NONE = new RequestOptions(Optional.empty(), Optional.empty());

  /** The longest deadline a client may ask for. */
  public static final long MAX_TIMEOUT_MILLIS = 60_000;

  private static final Pattern RETRY_KEY = Pattern.compile("[!-~]{1,256}");

  /** Whether it can tell a repetition from a new request: 1 to 256 visible characters of ASCII. */
  public static boolean isRetryKey(String text) {
    return RETRY_KEY.matcher(text).matches();
  }

  /** Without what only linearizable buckets know. */
  public RequestOptions(Optional<Quorum> quorum, Optional<Long> timeoutMillis) {
    this(
        quorum,
        timeoutMillis,
        Precondition.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  public RequestOptions withPrecondition(Precondition other) {
    return new RequestOptions(
        quorum, timeoutMillis, other, retryKey, freshness, context, contexts, ttlSeconds, session);
  }

  public RequestOptions withRetryKey(Optional<String> other) {
    return new RequestOptions(
        quorum,
        timeoutMillis,
        precondition,
        other,
        freshness,
        context,
        contexts,
        ttlSeconds,
        session);
  }

  public RequestOptions withFreshness(Optional<Freshness> other) {
    return new RequestOptions(
        quorum,
        timeoutMillis,
        precondition,
        retryKey,
        other,
        context,
        contexts,
        ttlSeconds,
        session);
  }

  public RequestOptions withContext(Optional<String> other) {
    return new RequestOptions(
        quorum,
        timeoutMillis,
        precondition,
        retryKey,
        freshness,
        other,
        contexts,
        ttlSeconds,
        session);
  }

  public RequestOptions withContexts(boolean wanted) {
    return new RequestOptions(
        quorum,
        timeoutMillis,
        precondition,
        retryKey,
        freshness,
        context,
        wanted,
        ttlSeconds,
        session);
  }

  public RequestOptions withTtlSeconds(Optional<Long> other) {
    return new RequestOptions(
        quorum,
        timeoutMillis,
        precondition,
        retryKey,
        freshness,
        context,
        contexts,
        other,
        session);
  }

  RequestOptions withTimeout(long millis) {
    return new RequestOptions(
        quorum,
        Optional.of(millis),
        precondition,
        retryKey,
        freshness,
        context,
        contexts,
        ttlSeconds,
        session);
  }

  public RequestOptions withSession(Optional<List<String>> other) {
    return new RequestOptions(
        quorum,
        timeoutMillis,
        precondition,
        retryKey,
        freshness,
        context,
        contexts,
        ttlSeconds,
        other);
  }
}
