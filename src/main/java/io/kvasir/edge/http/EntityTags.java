package io.kvasir.edge.http;

import io.kvasir.service.Tags;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entity tags (RFC 9110, section 8.8.3): {@code "7"} is the value that revision 7 of its shard
 * wrote.
 */
final class EntityTags {
  /** One of a list, and what parts it from the one before. */
  private static final Pattern TAG =
      Pattern.compile("\\G[\\s,]*(W/)?\"([!#-~\\x80-\\xFF]*)\"\\s*(?=,|$)");

  /** As {@link #of} writes them. */
  private static final String REVISION = "[1-9][0-9]{0,17}";

  private EntityTags() {}

  static String of(long revision) {
    return "\"" + revision + '"';
  }

  /** Reads {@code *} or a list; weak tags in it match nothing. */
  static Tags strong(String header, String text) {
    return read(header, text, false);
  }

  /** Reads {@code *} or a list; a weak tag is as good as a strong one. */
  static Tags weak(String header, String text) {
    return read(header, text, true);
  }

  private static Tags read(String header, String text, boolean weakToo) {
    if (text.strip().equals("*")) {
      return new Tags.Any();
    }
    TreeSet<Long> revisions = new TreeSet<>();
    Matcher tags = TAG.matcher(text);
    int end = 0;
    while (tags.find()) {
      end = tags.end();
      if ((weakToo || tags.group(1) == null) && tags.group(2).matches(REVISION)) {
        revisions.add(Long.parseLong(tags.group(2)));
      }
    }
    if (end == 0 || !text.substring(end).matches("[\\s,]*")) {
      throw new Rejected(Problems.invalid(header, "must be * or a list of quoted entity tags"));
    }
    return new Tags.Of(revisions);
  }
}
