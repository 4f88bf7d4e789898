package io.kvasir.edge.cli.bench.protocol;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a codec tells, in words. */
final class Told implements Answers {
  private final List<String> all = new ArrayList<>();

  List<String> all() {
    return all;
  }

  @Override
  public void succeeded(int place) {
    all.add("ok " + place);
  }

  @Override
  public void missed(int place) {
    all.add("miss " + place);
  }

  @Override
  public void failed(int place, String kind) {
    all.add("failed " + place + " " + kind);
  }

  @Override
  public void watching() {
    all.add("watching");
  }

  @Override
  public void seen(long sequence) {
    all.add("seen " + sequence);
  }

  @Override
  public void ended(String kind) {
    all.add("ended " + kind);
  }

  @Override
  public void closing() {
    all.add("closing");
  }
}
