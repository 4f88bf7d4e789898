package io.kvasir.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Hosts as network namespaces of this machine, each with an address of its own on one bridge, and
 * the ways to cut them off from one another. The test itself reaches all of them. Needs Linux, root
 * and iproute2; cuts need iptables.
 */
final class Namespaces implements AutoCloseable {
  private static final long COMMAND_SECONDS = 20;

  private final String name = "kv" + ProcessHandle.current().pid() % 1_000_000;
  private final String subnet = "10.213." + ProcessHandle.current().pid() % 250;
  private final List<Host> hosts = new ArrayList<>();

  /**
   * @throws IllegalStateException when this machine or user may not, with what was said
   */
  Namespaces(int count) {
    try {
      run("ip", "link", "add", bridge(), "type", "bridge");
      run("ip", "addr", "add", subnet + ".254/24", "dev", bridge());
      run("ip", "link", "set", bridge(), "up");
      for (int number = 1; number <= count; number++) {
        add(number);
      }
    } catch (IllegalStateException e) {
      close();
      throw new IllegalStateException("network namespaces need root, ip and iptables", e);
    }
  }

  private void add(int number) {
    String link = link(number);
    run("ip", "netns", "add", namespace(number));
    hosts.add(new Host(subnet + "." + number, List.of("ip", "netns", "exec", namespace(number))));
    run(
        "ip",
        "link",
        "add",
        link,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        namespace(number));
    run("ip", "link", "set", link, "master", bridge());
    run("ip", "link", "set", link, "up");
    inside(number, "ip", "addr", "add", hosts.getLast().address() + "/24", "dev", "eth0");
    inside(number, "ip", "link", "set", "eth0", "up");
    inside(number, "ip", "link", "set", "lo", "up");
  }

  List<Host> hosts() {
    return List.copyOf(hosts);
  }

  /** What {@code from} sends no longer reaches {@code to}; the other direction is as it was. */
  void cut(int from, int to) {
    inside(to, "iptables", "-w", "-A", "INPUT", "-s", hosts.get(from - 1).address(), "-j", "DROP");
  }

  /** Takes the host's link down: nobody reaches it, the test neither. */
  void unplug(int number) {
    run("ip", "link", "set", link(number), "down");
  }

  /** Undoes every cut. */
  void heal() {
    for (int number = 1; number <= hosts.size(); number++) {
      inside(number, "iptables", "-w", "-F", "INPUT");
      run("ip", "link", "set", link(number), "up");
    }
  }

  private String bridge() {
    return name + "br";
  }

  private String link(int number) {
    return name + "v" + number;
  }

  private String namespace(int number) {
    return name + "n" + number;
  }

  private void inside(int number, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(number)));
    all.addAll(List.of(command));
    run(all.toArray(String[]::new));
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
    } catch (IOException e) {
      throw new IllegalStateException(new UncheckedIOException(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Removes what there is of it. */
  @Override
  public void close() {
    for (int number = 1; number <= hosts.size(); number++) {
      tryRun("ip", "link", "del", link(number));
      tryRun("ip", "netns", "del", namespace(number));
    }
    tryRun("ip", "link", "del", bridge());
  }

  private static void tryRun(String... command) {
    try {
      run(command);
    } catch (IllegalStateException notThere) {
      System.out.println(notThere.getMessage());
    }
  }
}
