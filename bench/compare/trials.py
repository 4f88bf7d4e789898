"""What is measured without the rounds: start, memory, group commit, fail-over."""

import json
import os
import re
import shutil
import socket
import time

from failover import gap
from goals import ETCD
from load import LOADS
from processes import Missing, fresh, run
from systems import Etcd, Kvasir, System

MEGABYTE = 1_000_000


class Trials:
    """`programs`: the commands of our nodes by name; `times`: how often is started and killed."""

    def __init__(self, programs, options, generator, say, with_etcd):
        self.programs = programs
        self.times = options.times
        self.idle_seconds = options.idle_seconds
        self.many = options.many
        self.with_etcd = with_etcd and bool(shutil.which("etcd"))
        self.directory = options.data
        self.generator = generator
        self.say = say
        self.running = []

    def place(self, name):
        return os.path.join(self.directory, name)

    def system(self, name, size=3):
        made = (Etcd(name, self.place(name)) if name == ETCD
                else Kvasir(name, self.place(name), self.programs[name], size))
        self.running.append(made)
        return made

    def names(self):
        return [*self.programs, *([ETCD] if self.with_etcd else [])]

    def end(self):
        while self.running:
            self.running.pop().remove()

    def ready(self):
        """Milliseconds from the start of the process to a 200 of /readyz, of each start."""
        taken = {}
        for number in range(self.times):
            for name in self.programs:
                system = self.system(name, size=1)
                fresh(system.directory)
                begin = time.monotonic()
                system.start_node(0)
                await_ready(system.http[0], begin + 60)
                taken.setdefault(name, []).append((time.monotonic() - begin) * 1000)
                self.say(f"start {number + 1}  {name:<14} {taken[name][-1]:.0f} ms")
                system.remove()
        return taken

    def idle(self, size):
        """The memory of a node that had nothing to do; of the largest of so many."""
        taken = {}
        for name in self.programs:
            system = self.system(name, size).start()
            time.sleep(self.idle_seconds)
            taken[name] = self.memory(f"idle, {size} of them", name, system)
            system.remove()
        return taken

    def million(self):
        """The memory of the largest node after many keys were written once."""
        taken = {}
        for name in self.names():
            system = self.system(name).start()
            self.generator.run(LOADS["get"], system, 1, ("--preload",), 3600, self.many)
            time.sleep(10)
            taken[name] = self.memory(f"{self.many:,} keys", name, system)
            system.remove()
        return taken

    def memory(self, when, name, system):
        """Of the largest node: resident megabytes, and those of them that are of no file."""
        whole, anonymous = max(child.memory() for child in system.children())
        figures = [whole / MEGABYTE, anonymous / MEGABYTE]
        self.say(f"{when}  {name:<14} {figures[0]:.0f} MB, of no file {figures[1]:.0f} MB")
        return figures

    def failover(self):
        """Milliseconds without an acknowledged write, of each kill."""
        taken = {}
        for name in self.names():
            system = self.system(name).start()
            for number in range(self.times):
                taken.setdefault(name, []).append(gap(system) * 1000)
                self.say(f"kill {number + 1}  {name:<14} {taken[name][-1]:.0f} ms")
            system.remove()
        return taken

    def commits(self, classpath, java, rounds, seconds):
        """Commits per second of each round: ours, and RocksDB's by what is there."""
        taken = {}
        for number in range(rounds):
            contestants = {"ours": "GroupCommitBenchmark.commit64",
                           "RocksDB from Java": "RocksDbSyncBenchmark.put64"}
            for name, method in contestants.items():
                figure = benchmark_once(java, classpath, method, self.directory, seconds)
                taken.setdefault(name, []).append(figure)
            if shutil.which("db_bench"):
                taken.setdefault("db_bench", []).append(db_bench(self.directory, seconds))
            self.say(f"round {number + 1}  commit  " + ", ".join(
                f"{name} {figures[-1]:,.0f}/s" for name, figures in taken.items()))
        return taken


def await_ready(port, deadline):
    request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(request)
                if connection.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.001)
    raise Missing("a node was not ready within 60 s")


def benchmark_once(java, classpath, method, directory, seconds):
    result = os.path.join(directory, "microbench.json")
    log = os.path.join(System.logs, "microbench.log")
    code = run([java, "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                f"-Dkvasir.microbench.directory={directory}", "-cp", classpath,
                "org.openjdk.jmh.Main", "-f", "1", "-wi", "2", "-w", "1s", "-i", "1",
                "-r", f"{seconds}s", "-rf", "json", "-rff", result, f".*{re.escape(method)}$"],
               log, seconds + 120)
    if code != 0:
        raise Missing(f"{method} ended with {code}; see {log}")
    with open(result, encoding="utf-8") as file:
        return json.load(file)[0]["primaryMetric"]["score"]


def db_bench(directory, seconds):
    database, log = os.path.join(directory, "db_bench"), os.path.join(System.logs, "db_bench.log")
    fresh(database)
    open(log, "wb").close()
    run(["db_bench", "--benchmarks=fillrandom", f"--db={database}", "--sync=1", "--threads=64",
         "--num=100000", "--value_size=256", "--key_size=16", f"--duration={seconds}",
         "--compression_type=none"], log, seconds + 120)
    with open(log, encoding="utf-8", errors="replace") as file:
        found = re.search(r"fillrandom\s*:.*?(\d+) ops/sec", file.read())
    if not found:
        raise Missing(f"db_bench gave no figure; see {log}")
    shutil.rmtree(database)
    return float(found.group(1))
