package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Secrets;
import io.kvasir.core.bytes.Bytes;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedTokensTest {
  private static final Bytes CONTENT = Bytes.utf8("up to 7");

  private final SealedTokens tokens = tokens(1, "watch", "b", "0");

  @Test
  void opensWhatItSealed() {
    assertThat(tokens.open(tokens.seal(CONTENT))).contains(CONTENT);
    assertThat(tokens.open(tokens.seal(Bytes.EMPTY))).contains(Bytes.EMPTY);
    assertThat(tokens(1, "watch", "b", "0").open(tokens.seal(CONTENT))).contains(CONTENT);
  }

  @Test
  void opensNothingOfAnotherUseOrCluster() {
    String token = tokens.seal(CONTENT);

    assertThat(tokens(1, "watch", "b", "1").open(token)).isEmpty();
    assertThat(tokens(1, "watch", "b0", "").open(token)).isEmpty();
    assertThat(tokens(1, "watch", "b", "0", "").open(token)).isEmpty();
    assertThat(tokens(2, "watch", "b", "0").open(token)).isEmpty();
  }

  @Test
  void opensNothingThatWasAltered() {
    byte[] bytes = Base64.getUrlDecoder().decode(tokens.seal(CONTENT));

    for (int at = 0; at < bytes.length; at++) {
      byte[] altered = bytes.clone();
      altered[at] ^= 1;
      assertThat(tokens.open(Base64.getUrlEncoder().encodeToString(altered))).isEmpty();
    }
    assertThat(tokens.open("")).isEmpty();
    assertThat(tokens.open("AQ")).isEmpty();
    assertThat(tokens.open("no base64!")).isEmpty();
  }

  private static SealedTokens tokens(int secret, String... use) {
    return new SealedTokens(Secrets.of(secret), List.of(use));
  }
}
