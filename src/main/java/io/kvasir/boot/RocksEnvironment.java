package io.kvasir.boot;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * RocksDB's view of the platform in a native image, which is linked with glibc.
 *
 * <p>RocksDB finds out about musl by running a shell, {@code ldd} and {@code grep} at every start;
 * an image's base may have none of them.
 */
@TargetClass(className = "org.rocksdb.util.Environment")
final class RocksEnvironment {
  private RocksEnvironment() {}

  @Substitute
  static boolean initIsMuslLibc() {
    return false;
  }
}
