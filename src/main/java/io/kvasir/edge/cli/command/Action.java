package io.kvasir.edge.cli.command;

/** What a command does. */
@FunctionalInterface
interface Action {
  void run(Arguments arguments, Session session) throws Failed;
}
