package io.kvasir.core.bucket;

import java.util.regex.Pattern;

/**
 * A bucket's name: 1 to 64 of letters, digits, {@code .}, {@code _}, {@code -}, but not {@code .}
 * and {@code ..}, which clients take for steps of a path. Names that start with {@code __} belong
 * to the system.
 */
public record BucketName(String value) implements Comparable<BucketName> {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public BucketName {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "a bucket name is 1 to 64 letters, digits, '.', '_' or '-', and not '.' or '..'");
    }
  }

  public static boolean isValid(String value) {
    return VALID.matcher(value).matches() && !value.equals(".") && !value.equals("..");
  }

  public boolean isSystem() {
    return value.startsWith("__");
  }

  @Override
  public int compareTo(BucketName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
