package io.kvasir.core.bucket;

import io.kvasir.core.bytes.Bytes;

/**
 * What a register holds.
 *
 * @param mediaType the content type it was written with
 */
public record Value(String mediaType, Bytes payload) {
  /** The media type of values that were written as a JSON string. */
  public static final String TEXT = "text/plain;charset=UTF-8";

  public static Value text(String text) {
    return new Value(TEXT, Bytes.utf8(text));
  }

  public boolean isText() {
    return mediaType.equals(TEXT);
  }
}
