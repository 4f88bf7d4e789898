package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.core.node.GroupId;
import io.kvasir.engine.Engine;
import java.util.List;
import java.util.Optional;

/** The sessions of clients: their tokens, and what each request adds. Any thread. */
final class Sessions {
  /** How many tokens may come with one request: of requests that went on side by side. */
  private static final int MAX_TOKENS = 8;

  private final Engine engine;
  private final Shards shards;

  Sessions(Engine engine, Shards shards) {
    this.engine = engine;
    this.shards = shards;
  }

  /**
   * The session that a request is part of; empty for a request on its own.
   *
   * @throws Refused when one of its tokens is none that this cluster gave out
   */
  Optional<Session> of(RequestOptions options) {
    return options.session().map(this::opened);
  }

  private Session opened(List<String> texts) {
    if (texts.size() > MAX_TOKENS) {
      throw bad("must be at most " + MAX_TOKENS + " tokens");
    }
    SealedTokens tokens = tokens();
    Session session = Session.BEGUN;
    for (String text : texts) {
      session =
          tokens
              .open(text)
              .map(Session::decoded)
              .map(session::and)
              .orElseThrow(() -> bad("is not a session token of this cluster"));
    }
    return session;
  }

  private static Refused bad(String reason) {
    return new Refused(new Failure.Invalid("at", reason));
  }

  private SealedTokens tokens() {
    return new SealedTokens(engine.topology().orElseThrow().secret(), List.of("session"));
  }

  /** The token of {@code session} after something that so many replicas hold. */
  String after(Session session, Quorum held) {
    return tokens().seal(session.knowing(held, engine.agreedMillis()).encoded());
  }

  /** The token of {@code session} after something at {@code position} of a shard. */
  String after(Session session, BucketId bucket, int shard, Position position) {
    Session later =
        group(bucket, shard)
            .map(group -> session.knowing(group, position.revision(), engine.agreedMillis()))
            .orElse(session);
    return tokens().seal(later.encoded());
  }

  /** The token of {@code session} after something of a shard at nobody knows which position. */
  String afterUnplaced(Session session) {
    return tokens().seal(session.knowingLatest(engine.agreedMillis()).encoded());
  }

  /** The token of {@code session} as it is. */
  String unchanged(Session session) {
    return tokens().seal(session.encoded());
  }

  /** Whether a shard at {@code revision} is as far as the session. */
  boolean isServed(Session session, BucketId bucket, int shard, long revision) {
    return group(bucket, shard).map(group -> session.isServedBy(group, revision)).orElse(false);
  }

  /** Empty while the bucket's shards are not known. */
  private Optional<GroupId> group(BucketId bucket, int shard) {
    List<GroupId> groups = shards.groups(bucket);
    return shard < groups.size() ? Optional.of(groups.get(shard)) : Optional.empty();
  }
}
