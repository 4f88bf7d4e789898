package io.kvasir.edge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line of an export may hold: nothing else is taken for empty, or for false. */
class ContentsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static void check(String type, String content) throws Exception {
    Contents.check(7, type, MAPPER.readTree(content));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "lww, {\"value\":null}",
        "lww, {\"value\":\"v\"}",
        "lww, `{\"value\":\"AA==\",\"encoding\":\"base64\"}`",
        "mv_register, {\"value\":1}",
        "mv_register, `{\"values\":[1,2]}`",
        "flag, {\"value\":false}",
        "pn_counter, {\"value\":-3}",
        "orswot, {\"members\":[]}",
        "gset, `{\"members\":[\"a\",\"b\"]}`",
        "map, {\"fields\":[]}",
        "map, `{\"fields\":[{\"field\":\"f\",\"type\":\"map\",\"fields\":[]}]}`",
      })
  void ofItsShape(String type, String content) {
    assertThatCode(() -> check(type, content)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "lww, {\"members\":[]}",
        "lww, `{\"value\":\"%%\",\"encoding\":\"base64\"}`",
        "mv_register, `{\"value\":1,\"encoding\":\"base64\"}`",
        "mv_register, {\"values\":\"x\"}",
        "mv_register, {\"values\":[]}",
        "flag, {\"value\":\"maybe\"}",
        "pn_counter, {\"value\":\"one\"}",
        "orswot, {\"members\":\"x\"}",
        "orswot, {\"members\":null}",
        "gset, {\"members\":[1]}",
        "map, {\"fields\":\"x\"}",
        "map, {\"fields\":[1]}",
        "map, `{\"fields\":[{\"field\":\"f\",\"type\":\"orswot\",\"members\":\"x\"}]}`",
        "map, `{\"fields\":[{\"field\":\"f\",\"type\":\"none\",\"value\":1}]}`",
        "map, `{\"fields\":[{\"field\":\"f\",\"type\":\"mv_register\",\"values\":[1,2]}]}`",
      })
  void ofAnotherShape(String type, String content) {
    Failed failed = catchThrowableOfType(Failed.class, () -> check(type, content));

    assertThat(failed).hasMessageStartingWith("line 7: ");
    assertThat(failed.code()).isEqualTo(ExitCode.REFUSED);
  }
}
