package io.kvasir.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Printer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines of the load generator that make no sense, and servers that are not there. */
class BenchToolTest {
  private final StubServer server = new StubServer();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void stop() {
    server.close();
  }

  private ExitCode bench(String... words) {
    Printer printer = new Printer(new PrintStream(out), new PrintStream(err), false, false);
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(words));
    ExitCode code =
        new Tools(
                Map.of("KVASIR_SERVER", server.url()),
                new ByteArrayInputStream(new byte[0]),
                printer,
                false)
            .carryOut(all);
    printer.flush();
    return code;
  }

  private String complaint() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read | no such workload; there are put, get",
        "url | say which URL with --target",
        "url --target=tcp://h | the workload url is for http:// only",
        "put --target=ftp://h | not a target: 'ftp://h'",
        "put --target=http://u:p@h | not a target",
        "put --target=: | not a target",
        "put --target= | not a target",
        "put --target=http://a,tcp://b | all targets must be of one kind",
        "put --target=http://a/path | only the workload url takes a path",
        "txn --target=redis://h | the workload txn is not for redis",
        "increment --target=etcd://h | the workload increment is not for etcd",
        "watch --target=etcd://h | the workload watch is not for etcd",
        "put --create=eventual --target=redis://h | only Kvasir has buckets to --create",
        "put --create=linearisable | --create is one of eventual, session, consistent",
        "txn --keys=2 | --txn-keys is a number from 1 to 2",
        "put --target=tcp://h --connections=1000 --in-flight=1001 | at most 1000000 requests",
        "put --duration=10 | --duration is a time as 500ms, 10s or 5m",
        "put --duration=0s | --duration must be longer than nothing",
        "put --timeout=0ms | --timeout must be longer than nothing",
        "put --warmup=1w | --warmup is a time",
        "put --duration=169h | --duration is a week at most",
        "put --connections=0 | --connections is a number from 1 to 10000",
        "put --connections=2 --threads=3 | --threads is a number from 1 to 2",
        "put --in-flight=2 | --in-flight is a number from 1 to 1",
        "put --target=tcp://h --in-flight=2000 | --in-flight is a number from 1 to 1024",
        "put --target=tcp://h --consistency=session --in-flight=2 | --in-flight is a number from 1"
            + " to 1",
        "put --keys=-1 | --keys is a number from 1 to 2147483648",
        "put --value-size=9999999999999999999 | --value-size is a number from 1 to 8388608",
        "watch --value-size=17 | --value-size is a number from 18",
        "put --rate=0 | --rate is a number of operations per second",
        "put --rate=1e3 | --rate is a number of operations per second",
        "put --theta=1 | --theta is above 0 and below 1",
        "put --distribution=normal | --distribution is uniform, zipfian, latest or sequential",
        "put --consistency=strong | --consistency is linearizable, session or stale",
        "put --body=xml | --body is json or raw",
        "put --bucket=a/b | no name of a bucket: a/b",
        "put -r=0 | -r is a number, majority or all",
        "put -w=most | -w is a number, majority or all",
        "txn --keys=2 --txn-keys=3 | --txn-keys is a number from 1 to 2",
        "scan --scan-length=1001 | --scan-length is a number from 1 to 1000",
        "watch --watchers=0 | --watchers is a number from 1 to 1000",
        "put --seed=x | --seed is a number",
        "put --create=eventual --replicas=17 | --replicas is a number from 1 to 16",
        "put --create=linearizable --shards=0 | --shards is a number from 1 to 256"
      })
  void saysWhatMakesNoSense(String words, String complaint) {
    assertThat(bench(words.split(" ", -1))).isEqualTo(ExitCode.USAGE);

    assertThat(complaint()).contains(complaint);
    assertThat(out.size()).isZero();
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void theServerRefusesABucket() {
    server.answers(200, "{\"ok\":true}");
    server.answers(
        400,
        "{\"title\":\"no\",\"status\":400,\"detail\":\"no such level\",\"error\":\"bad_request\"}");

    assertThat(bench("put", "--create=paranoid")).isEqualTo(ExitCode.REFUSED);

    assertThat(complaint()).contains("no such level");
    assertThat(server.asked()).hasSize(2);
    assertThat(server.asked().get(1)).contains("\"consistency\":\"paranoid\"");
  }

  @Test
  void nobodyIsReached() {
    assertThat(bench("get", "--target=" + StubServer.nobody(), "--timeout=2s"))
        .isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(complaint()).contains("cannot reach");
  }
}
