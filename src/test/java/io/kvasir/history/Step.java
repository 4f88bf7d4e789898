package io.kvasir.history;

/** What a transaction does to one key. */
public sealed interface Step {
  String key();

  /** Writes the key, whatever it holds. */
  record Put(String key, String value) implements Step {
    @Override
    public String toString() {
      return "put " + key + "=" + value;
    }
  }

  /** Reads the key; sees the transaction's own steps before this one. */
  record Get(String key) implements Step {
    @Override
    public String toString() {
      return "get " + key;
    }
  }

  /** Removes the key, also when there is nothing. */
  record Delete(String key) implements Step {
    @Override
    public String toString() {
      return "delete " + key;
    }
  }
}
