package io.kvasir.sim;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.engine.groups.StateMachine;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Registers of text. {@code put k v}, {@code swap k from to} and {@code delete k} are the commands;
 * the result is {@code ok r}, with the number r of the command, or {@code no}. It keeps that number
 * in mind, so that it shows when it is not resumed as it must be.
 */
final class RegisterMachine implements StateMachine {
  private static final Bytes COUNT = Bytes.utf8("#");

  private final Witness witness;
  private Optional<Long> count = Optional.empty();

  /** Who sees every command that is carried out anywhere. */
  interface Witness {
    void carriedOut(long index, String command, String result);
  }

  RegisterMachine(Witness witness) {
    this.witness = witness;
  }

  static Bytes key(String name) {
    return Bytes.utf8("k" + name);
  }

  @Override
  public SortedSet<Bytes> head() {
    return new TreeSet<>(List.of(COUNT));
  }

  @Override
  public void resume(SortedMap<Bytes, Bytes> head) {
    count = Optional.of(countIn(Optional.ofNullable(head.get(COUNT))));
  }

  private static long countIn(Optional<Bytes> row) {
    return row.map(bytes -> Long.parseLong(bytes.asUtf8())).orElse(0L);
  }

  @Override
  public SortedSet<Bytes> rows(List<Bytes> commands) {
    TreeSet<Bytes> rows = new TreeSet<>(List.of(COUNT));
    commands.forEach(command -> rows.add(key(words(command)[1])));
    return rows;
  }

  private static String[] words(Bytes command) {
    return command.asUtf8().split(" ", -1);
  }

  @Override
  public SortedSet<Bytes> fewestRows(Bytes command) {
    return rows(List.of(command));
  }

  @Override
  public Bytes apply(long index, Bytes command, boolean isAwaited, Rows rows) {
    Bytes result = carryOut(command, rows);
    witness.carriedOut(index, command.asUtf8(), result.asUtf8());
    return result;
  }

  private Bytes carryOut(Bytes command, Rows rows) {
    long stored = countIn(rows.get(COUNT));
    Violation.unless(
        count.equals(Optional.of(stored)), "the machine counted %s, its rows %d", count, stored);
    String[] words = words(command);
    Bytes key = key(words[1]);
    switch (words[0]) {
      case "put" -> rows.put(key, Bytes.utf8(words[2]));
      case "delete" -> rows.delete(key);
      case "swap" -> {
        if (!rows.get(key).equals(Optional.of(Bytes.utf8(words[2])))) {
          return Bytes.utf8("no");
        }
        rows.put(key, Bytes.utf8(words[3]));
      }
      default -> throw new Violation("no command: " + command.asUtf8());
    }
    count = Optional.of(stored + 1);
    rows.put(COUNT, Bytes.utf8(Long.toString(stored + 1)));
    return Bytes.utf8("ok " + (stored + 1));
  }
}
