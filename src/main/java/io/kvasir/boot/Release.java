package io.kvasir.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Which Kvasir this is. What was built is read when the class is initialised: in a native image,
 * when that was built.
 *
 * @param version of the release
 * @param commit of its sources; empty when it is not known
 */
record Release(String version, String commit) {
  static final Release BUILT = of(Release.class.getResourceAsStream(Release.RESOURCE));

  private static final String RESOURCE = "/META-INF/kvasir/release.properties";

  private static Release of(@Nullable InputStream resource) {
    Properties properties = new Properties();
    try (InputStream in = resource) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Release(
        properties.getProperty("version", "unknown"), properties.getProperty("commit", ""));
  }

  /** Whether this process is a native image. */
  static boolean isNative() {
    return "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
  }

  /** With what it runs on. */
  String line() {
    String machine = System.getProperty("java.vm.name") + ' ' + System.getProperty("java.version");
    String of = commit.isEmpty() ? "" : " (" + commit + ')';
    return "kvasir " + version + of + ", " + (isNative() ? "native: " : "") + machine;
  }
}
