package io.kvasir.service.problem;

import java.util.Locale;

/**
 * The kinds of problems a client can get, whatever protocol it speaks. Each is registered under
 * {@code /problems/<slug>} of the HTTP interface; slugs, codes and statuses are stable.
 */
public enum ProblemType {
  INVALID_REQUEST(400, "A field or parameter has a value it cannot have."),
  INVALID_CONFIG(400, "The bucket cannot be as described."),
  MALFORMED_JSON(
      400, "The body is not the JSON that is asked for; line and column say where it ends to be."),
  MALFORMED_FRAME(400, "The frame is no request of the client protocol; the connection ends."),
  MALFORMED_TARGET(400, "The path or query is not percent-encoded UTF-8."),
  UNSUPPORTED(400, "This version knows what is meant and cannot do it; it is not ignored."),
  BAD_CONTEXT(400, "The causal context is not one that was given out for this bucket and key."),
  BAD_CURSOR(400, "The cursor is not one that was given out for what it came with."),
  NOT_FOUND(404, "There is nothing under this key: never written, or deleted."),
  UNKNOWN_PATH(404, "not_found", "No call has this path."),
  BUCKET_NOT_FOUND(404, "There is no bucket of this name."),
  GROUP_NOT_FOUND(404, "There is no such group, or this node has no replica of it."),
  MEMBER_NOT_FOUND(404, "The cluster has no member of this id."),
  OPERATION_NOT_FOUND(404, "Nothing of this id was asked for, or it was taken back."),
  METHOD_NOT_ALLOWED(405, "The path exists, the method does not; Allow lists those that do."),
  NOT_ACCEPTABLE(406, "The answer exists in none of the media types that Accept names."),
  REQUEST_TIMEOUT(408, "The body, or what a connection waits for, took too long to arrive."),
  SLOW_CONSUMER(408, "The watcher took nothing for too long; it can resume with the cursor."),
  BUCKET_ALREADY_EXISTS(409, "There is a bucket of this name."),
  BUCKET_RESERVED(409, "The bucket is the system's and cannot be changed or dropped."),
  TYPE_MISMATCH(409, "The operation is not for values of the bucket's type."),
  COUNTER_OVERFLOW(409, "The counter would leave the range of 64 bits."),
  TOO_MANY_SIBLINGS(409, "The register has as many siblings as it may; writes must replace some."),
  CROSS_SHARD(409, "The keys of what must be carried out as one lie in several shards."),
  NOT_LINEARIZABLE(409, "The bucket is convergent; only linearizable ones can do this."),
  MEMBERSHIP_CONFLICT(409, "The cluster's members cannot be changed like that now."),
  COMPACTED(
      410, "Changes behind the cursor are not kept any more; read anew, and watch from then."),
  PRECONDITION_FAILED(412, "What stands under the key is not what If-Match or If-None-Match say."),
  TOO_LARGE(413, "A key, value, element, body or frame is larger than GET /limits allows."),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's media type or encoding is not one this call takes."),
  IDEMPOTENCY_KEY_REUSED(422, "The idempotency key came with another request before."),
  PRECONDITION_REQUIRED(428, "The bucket demands that writes say what they expect to find."),
  INTERNAL_ERROR(500, "A defect of Kvasir; the node's log has it under the request id."),
  QUORUM_UNAVAILABLE(503, "Too few replicas can be reached."),
  NO_LEADER(503, "The shard has no leader at the moment; an election takes about a second."),
  NO_QUORUM(503, "Too few of the shard's voters can be reached; stale reads may still work."),
  NOT_YET_SEEN(503, "The context tells of writes that have not reached the node yet."),
  STOPPING(503, "The node is about to stop; ask another."),
  NOT_JOINED(503, "The node is in no cluster yet."),
  REMOVED(503, "The node was removed from its cluster and serves nothing any more; ask another."),
  NO_REPLICA(503, "No whole replica of the shard could be asked."),
  OVERLOADED(503, "The node has too much to do; Retry-After says when to come back."),
  DEADLINE_EXCEEDED(504, "What was asked was not answered before the deadline.");

  private final int status;
  private final String code;
  private final String meaning;

  ProblemType(int status, String meaning) {
    this.status = status;
    this.code = slug();
    this.meaning = meaning;
  }

  ProblemType(int status, String code, String meaning) {
    this.status = status;
    this.code = code;
    this.meaning = meaning;
  }

  public int status() {
    return status;
  }

  /** The {@code error} member of its documents. */
  public String code() {
    return code;
  }

  /** What it says, in a sentence. */
  public String meaning() {
    return meaning;
  }

  /** The last segment of its URI. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its URI, relative to the node. */
  public String uri() {
    return "/problems/" + slug();
  }

  /** A few words that name it. */
  public String title() {
    String words = slug().replace('_', ' ').replace("json", "JSON");
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
