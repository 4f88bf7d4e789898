package io.kvasir.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Value.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueTest {
  @Test
  void integersAndFloatsAreJsonNumbersOf64Bits() {
    assertThat(Value.json("-12").number()).contains(new Numeric.Whole(-12));
    assertThat(Value.json("9223372036854775807").number())
        .contains(new Numeric.Whole(Long.MAX_VALUE));
    assertThat(Value.json("1.5").number()).contains(new Numeric.Real(1.5));
    assertThat(Value.json("1e3").number()).contains(new Numeric.Real(1000));
    assertThat(Value.json("1.0").kind()).isEqualTo(Kind.FLOAT);
  }

  @Test
  void allElseIsNone() {
    for (String document :
        List.of("9223372036854775808", "01", "1e999", "1.", ".5", "+1", "", "\"1\"", "NaN")) {
      assertThat(Value.json(document).number()).as(document).isEmpty();
      assertThat(Value.json(document).kind()).as(document).isEqualTo(Kind.JSON);
    }
    assertThat(Value.text("1").number()).isEmpty();
    assertThat(Value.text("1").kind()).isEqualTo(Kind.BYTES);
  }

  @Test
  void numbersAreOrderedExactly() {
    Numeric even = new Numeric.Real(9007199254740992.0);
    assertThat(new Numeric.Whole(9007199254740993L).compareTo(even)).isPositive();
    assertThat(new Numeric.Whole(9007199254740992L).compareTo(even)).isZero();
    assertThat(new Numeric.Whole(9007199254740991L).compareTo(even)).isNegative();
  }

  @Test
  void truthIsJson() {
    assertThat(Value.json("true").truth()).contains(true);
    assertThat(Value.json("false").truth()).contains(false);
    assertThat(Value.text("true").truth()).isEmpty();
  }
}
