package io.kvasir.edge.cli.shell;

import io.kvasir.edge.cli.command.Failed;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Registers;
import java.util.List;
import java.util.Optional;

/**
 * The shell of OrchidDB: {@code GET}, {@code PUT} and {@code DELETE} in capitals, {@code help} and
 * {@code exit}. A verb is the first word, and a value the rest of the line: OrchidDB finds verbs
 * anywhere and drops what follows the value's first word.
 */
final class OrchidDialect implements Dialect {
  private static final String INFO = "[INFO] ";

  private final Registers registers;
  private final Printer printer;

  OrchidDialect(Registers registers, Printer printer) {
    this.registers = registers;
    this.printer = printer;
  }

  /** Whether a word is one of its verbs. */
  static boolean knows(String word) {
    return word.equals("GET") || word.equals("PUT") || word.equals("DELETE");
  }

  @Override
  public List<String> greeting() {
    return List.of(
        INFO + "OrchardDB In-Memory Instance", INFO + "Type `help` for a list of operatons");
  }

  @Override
  public String prompt() {
    return "# ";
  }

  @Override
  public boolean promptsPipes() {
    return true;
  }

  @Override
  public boolean refuse(String reason) {
    printer.line("[ERROR] " + reason);
    return true;
  }

  @Override
  public boolean carryOut(String line) {
    String[] parts = line.strip().split(" +", 3);
    String key = parts.length > 1 ? parts[1] : "";
    try {
      switch (parts[0]) {
        case "GET" -> get(key);
        case "PUT" -> put(key, parts.length > 2 ? parts[2] : "");
        case "DELETE" -> delete(key);
        case "help" -> help();
        case "exit" -> {
          return false;
        }
        default -> info("Invalid Command");
      }
    } catch (Failed e) {
      printer.line("[ERROR] " + e.getMessage());
    }
    return true;
  }

  private void get(String key) throws Failed {
    if (key.isEmpty()) {
      info("Key not inputted");
      return;
    }
    Optional<String> value = registers.get(key);
    if (value.isPresent()) {
      printer.line("# " + value.get());
    } else {
      absent(key);
    }
  }

  private void put(String key, String value) throws Failed {
    if (key.isEmpty()) {
      info("Key not inputted");
    } else if (value.isEmpty()) {
      info("Value not inputted");
    } else {
      registers.put(key, value);
      printer.line("# OK");
    }
  }

  private void delete(String key) throws Failed {
    if (key.isEmpty()) {
      info("Key not inputted");
    } else if (registers.get(key).isEmpty()) {
      absent(key);
    } else {
      registers.delete(key);
      printer.line("# OK");
    }
  }

  private void absent(String key) {
    info("Key (" + key + ") does not exist in DB");
  }

  private void help() {
    info("Operations:");
    printer.line(" GET key");
    printer.line(" PUT key value");
    printer.line(" DELETE key");
    printer.line(" exit\thelp");
  }

  private void info(String text) {
    printer.line(INFO + text);
  }
}
