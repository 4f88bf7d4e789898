package io.kvasir.edge.telemetry;

import io.kvasir.service.RequestLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/**
 * Writes one line of fields per request. Nothing that a client chose freely is among them: no key,
 * value, path or bucket, and no header but a request id, which is checked where it is read.
 */
public final class AccessLog implements RequestLog {
  /** What the lines are written as. */
  public enum Form {
    /** {@code event=request protocol=http …} */
    LINE,
    /** The same fields as context of the record, for a formatter that has a place for them. */
    FIELDS
  }

  static final String CATEGORY = "io.kvasir.access";

  private static final String NOTHING = "-";
  private static final Logger LOG = Logger.getLogger(CATEGORY);
  private static final org.jboss.logmanager.Logger RECORDS =
      org.jboss.logmanager.Logger.getLogger(CATEGORY);

  private final Form form;
  private final Function<String, String> kindOf;

  /**
   * @param kindOf how the bucket of that name is replicated
   */
  public AccessLog(Form form, Function<String, String> kindOf) {
    this.form = form;
    this.kindOf = kindOf;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public void onEnded(Ended request) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    Map<String, String> fields = fields(request);
    switch (form) {
      case LINE -> LOG.info(line(fields));
      case FIELDS -> RECORDS.logRaw(record(fields));
    }
  }

  private Map<String, String> fields(Ended request) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("event", "request");
    fields.put("protocol", request.protocol());
    fields.put("request_id", request.id());
    fields.put("client", request.client());
    fields.put("operation", request.operation());
    fields.put("kind", request.bucket().map(kindOf).orElse(NOTHING));
    fields.put("status", Integer.toString(request.status()));
    fields.put("received_bytes", Long.toString(request.receivedBytes()));
    fields.put("sent_bytes", Long.toString(request.sentBytes()));
    fields.put("micros", Long.toString(TimeUnit.NANOSECONDS.toMicros(request.durationNanos())));
    fields.put("trace_id", request.trace().orElse(NOTHING));
    return fields;
  }

  private static String line(Map<String, String> fields) {
    StringBuilder line = new StringBuilder();
    fields.forEach(
        (name, value) ->
            line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value));
    return line.toString();
  }

  private static ExtLogRecord record(Map<String, String> fields) {
    ExtLogRecord entry = new ExtLogRecord(Level.INFO, "request", AccessLog.class.getName());
    entry.setLoggerName(CATEGORY);
    fields.forEach(entry::putMdc);
    return entry;
  }
}
