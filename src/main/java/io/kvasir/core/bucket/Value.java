package io.kvasir.core.bucket;

import io.kvasir.core.bytes.Bytes;
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

  private static final int MAX_MEDIA_TYPE = 255;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+"
              + "(\\s*;\\s*[A-Za-z0-9!#$&^_.+-]+=([A-Za-z0-9!#$&^_.+:'()/-]+|\"[^\"\\\\]*\"))*");

  /** Whether a value can have that media type (RFC 9110, section 8.3.1). */
  public static boolean isMediaType(String text) {
    return text.length() <= MAX_MEDIA_TYPE && MEDIA_TYPE.matcher(text).matches();
  }

  public static Value text(String text) {
    return new Value(TEXT, Bytes.utf8(text));
  }

  public boolean isText() {
    return mediaType.equals(TEXT);
  }
}
