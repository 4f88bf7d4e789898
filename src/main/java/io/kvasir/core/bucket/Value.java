package io.kvasir.core.bucket;

import io.kvasir.core.bytes.Bytes;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a register holds.
 *
 * @param mediaType the content type it was written with
 */
public record Value(String mediaType, Bytes payload) {
  /** The media type of values that were written as a JSON string. */
  public static final String TEXT = "text/plain;charset=UTF-8";

  /** The media type of bytes of which nothing more is known. */
  public static final String BYTES = "application/octet-stream";

  /** The media type of JSON documents, numbers among them (RFC 8259). */
  public static final String JSON = "application/json";

  private static final Value TRUE = json("true");
  private static final Value FALSE = json("false");

  private static final int MAX_MEDIA_TYPE = 255;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+"
              + "(\\s*;\\s*[A-Za-z0-9!#$&^_.+-]+=([A-Za-z0-9!#$&^_.+:'()/-]+|\"[^\"\\\\]*\"))*");

  /** Longer payloads are no numbers of 64 bits that anybody wrote. */
  private static final int MAX_NUMBER = 400;

  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,18})");
  private static final Pattern REAL =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** What kinds of values are told apart where types are checked. */
  public enum Kind {
    /** Text, or bytes of any media type but that of JSON. */
    BYTES("bytes"),
    /** A JSON document that is no number. */
    JSON("json"),
    /** An integer of 64 bits. */
    INTEGER("integer"),
    /** A floating-point number of 64 bits. */
    FLOAT("float");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Its name in errors. */
    public String label() {
      return label;
    }

    /** Whether values of both can be held against each other. */
    public boolean isComparableTo(Kind other) {
      return this == other || (isNumber() && other.isNumber());
    }

    private boolean isNumber() {
      return this == INTEGER || this == FLOAT;
    }
  }

  /** Whether a value can have that media type (RFC 9110, section 8.3.1). */
  public static boolean isMediaType(String text) {
    return text.length() <= MAX_MEDIA_TYPE && MEDIA_TYPE.matcher(text).matches();
  }

  public static Value text(String text) {
    return new Value(TEXT, Bytes.utf8(text));
  }

  /** A JSON document as it is written. */
  public static Value json(String document) {
    return new Value(JSON, Bytes.utf8(document));
  }

  public boolean isText() {
    return mediaType.equals(TEXT);
  }

  public boolean isJson() {
    return mediaType.equals(JSON);
  }

  public Kind kind() {
    if (!isJson()) {
      return Kind.BYTES;
    }
    return number()
        .map(number -> number instanceof Numeric.Whole ? Kind.INTEGER : Kind.FLOAT)
        .orElse(Kind.JSON);
  }

  /** Whether it is true or false; empty when it is something else. */
  public Optional<Boolean> truth() {
    if (equals(TRUE)) {
      return Optional.of(true);
    }
    return equals(FALSE) ? Optional.of(false) : Optional.empty();
  }

  /** The number that it is, if it is one of 64 bits: an integer has no point and no exponent. */
  public Optional<Numeric> number() {
    if (!isJson() || payload.length() > MAX_NUMBER) {
      return Optional.empty();
    }
    String text = payload.asUtf8();
    if (WHOLE.matcher(text).matches()) {
      return whole(text);
    }
    return REAL.matcher(text).matches() ? real(text) : Optional.empty();
  }

  private static Optional<Numeric> whole(String text) {
    try {
      return Optional.of(new Numeric.Whole(Long.parseLong(text)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Numeric> real(String text) {
    boolean isWhole = text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    double value = Double.parseDouble(text);
    return isWhole || !Double.isFinite(value)
        ? Optional.empty()
        : Optional.of(new Numeric.Real(value));
  }
}
