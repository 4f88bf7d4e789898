package io.kvasir.edge.cli.shell;

import io.kvasir.edge.cli.command.Failed;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Registers;
import java.util.List;

/**
 * The shell of ConureDB, {@code conuresh}: {@code get}, {@code put} with the rest of the line for a
 * value, {@code delete}, {@code help}, {@code exit} and {@code quit}.
 */
final class ConureDialect implements Dialect {
  private final Registers registers;
  private final Printer printer;

  ConureDialect(Registers registers, Printer printer) {
    this.registers = registers;
    this.printer = printer;
  }

  @Override
  public List<String> greeting() {
    return List.of();
  }

  @Override
  public String prompt() {
    return "> ";
  }

  @Override
  public boolean promptsPipes() {
    return true;
  }

  @Override
  public boolean refuse(String reason) {
    printer.line("Error: " + reason);
    return true;
  }

  @Override
  public boolean carryOut(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    try {
      return words.equals(List.of("")) || carryOut(words);
    } catch (Failed e) {
      printer.line("Error: " + e.getMessage());
      return true;
    }
  }

  private boolean carryOut(List<String> words) throws Failed {
    switch (words.getFirst()) {
      case "get" -> get(words);
      case "put" -> put(words);
      case "delete" -> delete(words);
      case "help" -> help();
      case "exit", "quit" -> {
        printer.line("Goodbye!");
        return false;
      }
      default -> {
        printer.line("Unknown command: " + words.getFirst());
        help();
      }
    }
    return true;
  }

  private void get(List<String> words) throws Failed {
    if (words.size() == 2) {
      printer.line(registers.get(words.get(1)).orElse("Error: key not found"));
    } else {
      printer.line("Usage: get <key>");
    }
  }

  private void put(List<String> words) throws Failed {
    if (words.size() > 2) {
      registers.put(words.get(1), String.join(" ", words.subList(2, words.size())));
      printer.line("OK");
    } else {
      printer.line("Usage: put <key> <value>");
    }
  }

  private void delete(List<String> words) throws Failed {
    if (words.size() == 2) {
      registers.delete(words.get(1));
      printer.line("OK");
    } else {
      printer.line("Usage: delete <key>");
    }
  }

  private void help() {
    printer.line("Available commands:");
    printer.line("  put <key> <value>    stores a value, on a majority of the key's nodes");
    printer.line("  get <key>            shows the latest value");
    printer.line("  delete <key>         deletes it");
    printer.line("  help                 shows this");
    printer.line("  exit, quit           ends the shell");
  }
}
