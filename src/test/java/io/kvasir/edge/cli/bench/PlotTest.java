package io.kvasir.edge.cli.bench;

import static io.kvasir.edge.cli.bench.Reports.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The course of a load as SVG. */
class PlotTest {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d");

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> all = new ArrayList<>();
    for (int at = 0; at < found.getLength(); at++) {
      all.add((Element) found.item(at));
    }
    return all;
  }

  private static List<String> texts(Document document) {
    return elements(document, "text").stream().map(Element::getTextContent).toList();
  }

  /** Curves, which are drawn thicker than grids; without those of the legends. */
  private static List<String> curves(Document document) {
    return elements(document, "path").stream()
        .filter(path -> path.getAttribute("stroke-width").equals("2.0"))
        .map(path -> path.getAttribute("d"))
        .filter(path -> !path.matches("M[\\d.]+ ([\\d.]+) L[\\d.]+ \\1"))
        .toList();
  }

  private static Report seconds(String label, double rate, int... operations) {
    return Reports.of(
        label,
        rate,
        operations.length,
        recorder -> {
          for (int second = 0; second < operations.length; second++) {
            for (int n = 0; n < operations[second]; n++) {
              recorder.succeeded(Kind.GET, second * SECOND, second * SECOND + 1_000_000L * (n + 1));
            }
            recorder.failed(second * SECOND, second * SECOND, "timeout");
          }
        });
  }

  @Test
  void isXmlWhateverTheLabelSays() throws Exception {
    String label = "<b> & \"'\n\u0000\u001f \ud83d\ude00\ud83d \uffff ]]> ü";

    Document document = parse(Plot.of(seconds(label, 0, 5, 5)));

    assertThat(document.getDocumentElement().getNamespaceURI()).isNull();
    assertThat(texts(document).getFirst())
        .isEqualTo("<b> & \"' ?? \ud83d\ude00? ? ]]> ü: ycsb-b over http");
  }

  @Test
  void cutsALabelThatIsTooLong() throws Exception {
    Document document = parse(Plot.of(seconds("\ud83d\ude00".repeat(500), 0, 5)));

    assertThat(texts(document).getFirst())
        .isEqualTo("\ud83d\ude00".repeat(90) + "…: ycsb-b over http");
  }

  @Test
  void namesCurvesUnitsAndFigures() throws Exception {
    Document document = parse(Plot.of(seconds("", 20, 10, 20, 12)));

    assertThat(texts(document))
        .contains("operations", "errors", "asked for", "p50", "p90", "p99", "max")
        .contains("per second", "latency in ms", "seconds since the end of the warm-up")
        .contains("open loop of 20/s, 64 connections; 42 operations, 14.0/s, 3 errors")
        .contains("0", "5", "10", "15", "20", "0.5", "2.5", "100");
  }

  @Test
  void drawsCurvesWithinTheirPanels() throws Exception {
    Document document = parse(Plot.of(seconds("", 0, 10, 400, 12, 1)));

    List<String> curves = curves(document);
    assertThat(curves).hasSize(6);
    for (String curve : curves) {
      List<Double> numbers =
          NUMBER.matcher(curve).results().map(MatchResult::group).map(Double::valueOf).toList();
      assertThat(numbers).hasSize(8).allMatch(number -> number >= 80 && number <= 920);
    }
    assertThat(curves.get(1)).as("400 of 400 per second").contains(" 90.0");
  }

  @Test
  void leavesAGapWhereNothingSucceeded() throws Exception {
    Document document = parse(Plot.of(seconds("", 0, 3, 5, 0, 5, 3)));

    List<String> latencies =
        curves(document).stream().filter(one -> one.indexOf('M', 1) > 0).toList();

    assertThat(latencies).hasSize(4).allMatch(one -> one.split("M", -1).length == 3);
  }

  @Test
  void leavesOutWhatIsLeftOfAnInterval() throws Exception {
    Report report =
        Reports.of(
            "",
            0,
            2.01,
            recorder -> {
              recorder.succeeded(Kind.GET, 0, SECOND / 2);
              recorder.succeeded(Kind.GET, 0, SECOND + SECOND / 2);
              recorder.succeeded(Kind.GET, 0, 2 * SECOND + 1);
            });

    assertThat(curves(parse(Plot.of(report)))).allMatch(one -> one.split("[ML]", -1).length == 3);
  }

  @Test
  void isDrawnAlsoOfNothing() throws Exception {
    Document document = parse(Plot.of(Reports.of("", 0, 0, recorder -> {})));

    assertThat(curves(document)).isEmpty();
    assertThat(texts(document))
        .contains("p99", "closed loop, 64 connections; 0 operations, 0.0/s, 0 errors");
  }

  @Test
  void axesHaveRoundTicks() {
    assertThat(Axis.linear(1).ticks().stream().map(Axis::name))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
    assertThat(Axis.linear(12_345).ticks().stream().map(Axis::name))
        .containsExactly("0", "5000", "10000", "15000");
    assertThat(Axis.until(12).ticks().stream().map(Axis::name))
        .containsExactly("0", "2", "4", "6", "8", "10", "12");
    assertThat(Axis.until(0.3).ticks().stream().map(Axis::name))
        .containsExactly("0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3");
    assertThat(Axis.logarithmic(0.09, 120).ticks().stream().map(Axis::name))
        .containsExactly("0.01", "0.1", "1", "10", "100", "1000");
    assertThat(Axis.logarithmic(10, 10).ticks()).hasSize(2);
    assertThat(Axis.logarithmic(1, 100).place(10)).isEqualTo(0.5);
    assertThat(Axis.linear(10).place(5)).isEqualTo(0.5);
  }
}
