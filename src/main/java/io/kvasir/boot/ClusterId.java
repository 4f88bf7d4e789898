package io.kvasir.boot;

import jakarta.inject.Singleton;

/** The cluster this node is in, or helps to found; 0 for none. */
@Singleton
class ClusterId {
  private volatile long id;

  void set(long next) {
    id = next;
  }

  long get() {
    return id;
  }
}
