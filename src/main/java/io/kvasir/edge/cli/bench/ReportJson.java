package io.kvasir.edge.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.bench.workload.Shape;
import java.time.temporal.ChronoUnit;
import org.HdrHistogram.Histogram;

/** A report as JSON; latencies in microseconds. */
public final class ReportJson {

  private static final double THOUSAND = 1_000;

  private ReportJson() {}

  public static ObjectNode of(Report report) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    plan(report.plan(), all);
    all.put("started", report.started().truncatedTo(ChronoUnit.SECONDS).toString());
    all.put("seconds", rounded(report.seconds()));
    all.put("interrupted", report.interrupted());
    all.set("total", line(report, report.total()));
    ObjectNode operations = all.putObject("operations");
    report.lines().forEach(line -> operations.set(line.name(), line(report, line)));
    ObjectNode errors = all.putObject("errors");
    report.errors().forEach(errors::put);
    all.put("failed", report.failed());
    all.put("unsent", report.unsent());
    timeline(report, all);
    return all;
  }

  private static void plan(Plan plan, ObjectNode into) {
    Shape shape = plan.shape();
    into.put("workload", shape.recipe().word());
    into.put("target", plan.target().word());
    ArrayNode servers = into.putArray("servers");
    plan.endpoints().forEach(one -> servers.add(one.toString()));
    into.put("label", plan.label());
    into.put("loop", plan.isOpen() ? "open" : "closed");
    into.put("rate", plan.rate());
    into.put("connections", plan.connections());
    into.put("in_flight", plan.inFlight());
    into.put("threads", plan.threads());
    into.put("keys", shape.keys());
    into.put("distribution", shape.distribution().word());
    into.put("value_bytes", plan.valueBytes());
    into.put("seed", shape.seed());
  }

  private static ObjectNode line(Report report, Report.Line line) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("operations", line.operations());
    node.put("throughput", rounded(report.perSecond(line.operations())));
    node.put("misses", line.misses());
    Histogram latencies = line.latencies();
    ObjectNode micros = node.putObject("latency_micros");
    boolean any = line.operations() > 0;
    micros.put("mean", any ? rounded(latencies.getMean()) : 0);
    micros.put("min", any ? latencies.getMinValue() : 0);
    Percentiles.BY_NAME.forEach(
        (name, percent) -> micros.put(name, any ? latencies.getValueAtPercentile(percent) : 0));
    micros.put("max", any ? latencies.getMaxValue() : 0);
    return node;
  }

  private static void timeline(Report report, ObjectNode into) {
    Timeline timeline = report.recorder().timeline();
    into.put("interval_seconds", timeline.seconds());
    ArrayNode all = into.putArray("timeline");
    long at = 0;
    for (Timeline.Interval interval : timeline.intervals()) {
      ObjectNode node = all.addObject();
      node.put("at", at);
      node.put("operations", interval.operations());
      node.put("throughput", rounded((double) interval.operations() / timeline.seconds()));
      node.put("errors", interval.errors());
      node.put("p50", interval.percentile(50));
      node.put("p90", interval.percentile(90));
      node.put("p99", interval.percentile(99));
      node.put("max", interval.max());
      at += timeline.seconds();
    }
  }

  private static double rounded(double number) {
    return Math.round(number * THOUSAND) / THOUSAND;
  }
}
