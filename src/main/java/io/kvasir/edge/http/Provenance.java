package io.kvasir.edge.http;

import io.kvasir.core.node.NodeId;
import io.kvasir.service.Addresses;
import io.kvasir.service.Failure;
import io.kvasir.service.Position;
import io.kvasir.service.Written;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Says in headers where an answer stands in the history of its key: by the causal context in a
 * convergent bucket, by the shard's revision in a linearizable one.
 */
public record Provenance(Addresses addresses) {
  private static final String CONTEXT = "Kvasir-Context";
  private static final String LEADER = "Kvasir-Leader";
  private static final String REVISION = "Kvasir-Revision";
  static final String SESSION = "Kvasir-Session";

  /** RFC 9110, section 5.6.7. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /** With the shard's revision and leader. */
  public Answer of(Optional<Position> position, Answer answer) {
    return position.isPresent() ? of(position.get(), answer) : answer;
  }

  /** With what the client has seen of the key, where values have causal contexts. */
  static Answer seen(Optional<String> context, Answer answer) {
    return context.map(token -> answer.with(CONTEXT, token)).orElse(answer);
  }

  /** With the token of the session that it was part of. */
  static Answer in(Optional<String> session, Answer answer) {
    return session.map(token -> answer.with(SESSION, token)).orElse(answer);
  }

  /** Also with the tag of what was written, and whether that was done before. */
  public Answer of(Written written, Answer answer) {
    Answer tagged =
        written.tag().map(revision -> validated(revision, written.millis(), answer)).orElse(answer);
    Answer known = seen(written.context(), repeated(written.repeated(), tagged));
    return in(written.session(), of(written.position(), known));
  }

  /** Says that it had been done before, when it had. */
  public static Answer repeated(boolean repeated, Answer answer) {
    return repeated ? answer.with("Kvasir-Repeated", "true") : answer;
  }

  private Answer of(Position position, Answer answer) {
    return led(position.leader(), answer).with(REVISION, Long.toString(position.revision()));
  }

  private Answer led(Optional<NodeId> leader, Answer answer) {
    return leader
        .flatMap(addresses::http)
        .map(address -> answer.with(LEADER, address))
        .orElse(answer);
  }

  /** Why not, with the leader as far as known. */
  public Answer refusal(Failure failure) {
    Answer answer = led(failure.leader(), Answer.refusal(Problems.of(failure)));
    return failure.alone() instanceof Failure.PreconditionFailed failed
        ? answer.with(REVISION, Long.toString(failed.position().revision()))
        : answer;
  }

  /** The headers that tell one value of a key from another. */
  static Answer validated(long revision, long millis, Answer answer) {
    return answer
        .with("ETag", EntityTags.of(revision))
        .with("Last-Modified", DATE.format(Instant.ofEpochMilli(millis)));
  }
}
