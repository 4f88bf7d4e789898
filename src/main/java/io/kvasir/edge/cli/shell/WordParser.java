package io.kvasir.edge.cli.shell;

import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;

/** Has the editor read on until a line's quotes are closed as {@link Words} sees them. */
final class WordParser extends DefaultParser {
  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE) {
      Words.of(line);
    }
    return super.parse(line, cursor, context);
  }
}
