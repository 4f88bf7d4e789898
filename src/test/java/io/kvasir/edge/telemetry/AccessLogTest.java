package io.kvasir.edge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.service.RequestLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessLogTest {
  private static final RequestLog.Ended PUT =
      new RequestLog.Ended(
          "http",
          "r-1",
          "10.0.0.7",
          "put",
          Optional.of("orders\nevent=forged"),
          200,
          12,
          34,
          5_678_900,
          Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"));

  private final List<ExtLogRecord> records = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          records.add(ExtLogRecord.wrap(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Logger.getLogger(AccessLog.CATEGORY).addHandler(handler);
  }

  @AfterEach
  void close() {
    Logger.getLogger(AccessLog.CATEGORY).removeHandler(handler);
  }

  @Test
  void isOneLineOfFieldsWithoutWhatTheClientChose() {
    new AccessLog(AccessLog.Form.LINE, bucket -> "convergent").onEnded(PUT);

    assertThat(records)
        .singleElement()
        .extracting(ExtLogRecord::getMessage)
        .isEqualTo(
            "event=request protocol=http request_id=r-1 client=10.0.0.7 operation=put"
                + " kind=convergent status=200 received_bytes=12 sent_bytes=34 micros=5678"
                + " trace_id=4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void hasTheFieldsAsContextForFormattersThatShowIt() {
    new AccessLog(AccessLog.Form.FIELDS, bucket -> "linearizable").onEnded(PUT);

    ExtLogRecord entry = records.getFirst();
    assertThat(entry.getMessage()).isEqualTo("request");
    assertThat(entry.getLoggerName()).isEqualTo("io.kvasir.access");
    assertThat(entry.getMdcCopy())
        .containsEntry("event", "request")
        .containsEntry("kind", "linearizable")
        .containsEntry("micros", "5678")
        .hasSize(11);
  }

  @Test
  void saysSoWhereThereIsNothingToSay() {
    RequestLog.Ended hello =
        new RequestLog.Ended(
            "tcp", "1", "10.0.0.7", "hello", Optional.empty(), 200, 1, 2, 3, Optional.empty());

    new AccessLog(AccessLog.Form.LINE, bucket -> "convergent").onEnded(hello);

    assertThat(records.getFirst().getMessage()).contains(" kind=- ").endsWith(" trace_id=-");
  }
}
