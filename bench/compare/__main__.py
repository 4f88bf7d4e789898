"""Compares Kvasir with etcd and Redis on this machine; see bench/README.md."""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys

import duration
import machine
import report
from figures import quantile
from goals import ETCD, GOALS, JVM, NATIVE, REDIS, REDIS_DURABLE, line, needed
from load import Generator
from outcome import Figures, more, other_line
from processes import Missing, fresh
from rounds import Rounds, figure_lines, goal_line
from systems import Etcd, Kvasir, Redis, System
from trials import Trials

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
JVM_FLAGS = ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
             "-XX:+ExitOnOutOfMemoryError", "-Xmx1g"]
SYSTEMS = ["native", "jvm", "etcd", "redis"]


def arguments():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rows", default="all", help="all, or some of: " + ", ".join(GOALS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10, help="of each run")
    parser.add_argument("--warmup", type=int, default=2, help="seconds before each run")
    parser.add_argument("--keys", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=10, help="how often a node is started, killed")
    parser.add_argument("--idle-seconds", type=int, default=60, help="before memory is looked at")
    parser.add_argument("--many", type=int, default=1_000_000, help="keys of the row million")
    parser.add_argument("--only", default="", help="some of: " + ", ".join(SYSTEMS))
    parser.add_argument("--generator", choices=["native", "jvm"], help="native where it is built")
    parser.add_argument("--idle", choices=["stop", "run"], default="stop",
                        help="what the systems do that are not loaded: SIGSTOP, or nothing")
    parser.add_argument("--data", default=os.path.join(ROOT, "target", "bench"),
                        help="the disk that is measured; what is put there is removed at the end")
    parser.add_argument("--document", default=os.path.join(ROOT, "docs", "performance.md"),
                        help="where figures go; - for nowhere")
    options = parser.parse_args()
    options.rows = list(GOALS) if options.rows == "all" else options.rows.split(",")
    options.data = os.path.join(options.data, "kvasir-bench")
    options.asked = [name for name in options.only.split(",") if name]
    options.only = options.asked or SYSTEMS
    unknown = [key for key in options.rows if key not in GOALS]
    unknown += [name for name in options.only if name not in SYSTEMS]
    if unknown:
        parser.error(f"there is no {unknown}")
    if min(options.rounds, options.seconds, options.keys, options.times, options.many) < 1:
        parser.error("rounds, seconds, keys, times, many: 1 or more")
    if min(options.warmup, options.idle_seconds) < 0:
        parser.error("warmup, idle-seconds: 0 or more")
    return options


class Comparison:
    def __init__(self, options):
        self.options = options
        found = subprocess.run([os.path.join(ROOT, "scripts", "find-jdk")], capture_output=True,
                               text=True, check=False)
        self.java = os.path.join(found.stdout.strip(), "bin", "java") if not found.returncode else ""
        self.programs = self.found_programs()
        absent = [name for name in options.asked if not self.is_here(name)]
        if absent:
            raise Missing("not here: " + ", ".join(absent))
        System.logs = fresh(os.path.join(ROOT, "target", "bench-logs"))
        self.generator = Generator(self.generating(), System.logs, options.keys, options.warmup)
        self.facts = machine.facts(ROOT, options.data, self.java)
        self.facts["generator"] = self.generator_name
        self.figures = Figures(options.document, self.facts, self.command())

    def has(self, name):
        return name in self.options.only

    def is_here(self, name):
        """Whether a system can be started."""
        programs = {"etcd": "etcd", "redis": "redis-server"}
        return bool(shutil.which(programs[name])) if name in programs else name in self.commands

    def found_programs(self):
        native = os.path.join(ROOT, "target", "kvasir")
        jar = os.path.join(ROOT, "target", "quarkus-app", "quarkus-run.jar")
        self.commands = {}
        if os.path.exists(native):
            self.commands["native"] = [native]
        if self.java and os.path.exists(jar):
            self.commands["jvm"] = [self.java, *JVM_FLAGS, "-jar", jar]
        if not self.commands:
            raise Missing("no program: make native, or make target/quarkus-app/quarkus-run.jar")
        names = {"native": NATIVE, "jvm": JVM}
        return {names[key]: command for key, command in self.commands.items() if self.has(key)}

    def generating(self):
        choice = self.options.generator or next(iter(self.commands))
        if choice not in self.commands:
            raise Missing(f"no generator {choice}")
        self.generator_name = f"kvasir bench, {choice}"
        return self.commands[choice]

    def command(self):
        o = self.options
        rows = "" if o.rows == list(GOALS) else " ROWS=" + ",".join(o.rows)
        return f"make bench{rows} ROUNDS={o.rounds} SECONDS={o.seconds}{more(sys.argv[1:])}"

    def systems(self):
        """Those of the rounds, not yet started."""
        place = self.options.data
        made = [Kvasir(name, os.path.join(place, name), program)
                for name, program in self.programs.items()]
        if self.is_here("etcd") and self.has("etcd"):
            made.append(Etcd(ETCD, os.path.join(place, ETCD)))
        if self.is_here("redis") and self.has("redis"):
            made += [Redis(name, os.path.join(place, name), name == REDIS_DURABLE)
                     for name in (REDIS, REDIS_DURABLE)]
        return {system.name: system for system in made}

    def run(self):
        """The exit code: what went wrong with some rows keeps the others from nothing."""
        for name, value in self.facts.items():
            print(f"{name}: {value}")
        say(f"about {duration.whole(self.options, list(self.systems()))} minutes")
        loads = [key for key in self.options.rows if GOALS[key].load]
        done = True
        if loads or "p99" in self.options.rows:
            done = self.attempt("rounds", lambda: self.run_rounds(loads))
        return 0 if self.run_trials() and done else 1

    def attempt(self, what, work):
        """Whether it was done."""
        try:
            work()
            return True
        except Missing as missing:
            print(f"bench: {what}: {missing}", file=sys.stderr)
            return False

    def run_rounds(self, loads):
        needs = {system for _, system in needed(loads)}
        if "p99" in self.options.rows:
            needs |= {NATIVE, JVM, ETCD}
        systems = {name: system for name, system in self.systems().items() if name in needs}
        pausing = self.options.idle == "stop"
        try:
            for system in systems.values():
                say(f"start    {system.name}")
                system.start()
                if pausing:
                    system.pause()
            rounds = Rounds(systems, self.generator, self.options.rounds, self.options.seconds,
                            pausing, say)
            try:
                rounds.measure(loads)
            finally:
                self.write_rounds(loads, rounds.whole(loads))
            if "p99" in self.options.rows:
                self.open_loop(rounds)
        finally:
            for system in systems.values():
                system.remove()

    def write_rounds(self, loads, samples):
        if samples:
            self.figures.write(
                [goal_line(key, samples) for key in loads],
                figure_lines(samples, self.options.seconds, self.facts["Kvasir"]))

    def open_loop(self, rounds):
        rate, latencies = rounds.at_half_peak()
        theirs = {name: latencies[ETCD] for name in latencies if ETCD in latencies}
        self.figures.write(
            [line(GOALS["p99"], latencies, ETCD, theirs)],
            [], [other_line("p99 of linearizable PUT, open loop at half of the lower peak", name,
                            figures, f"ms, at {rate:,}/s")
                 for name, figures in latencies.items()])

    def run_trials(self):
        """Whether all were done."""
        fresh(self.options.data)
        trials = Trials(self.programs, self.options, self.generator, say, self.has("etcd"))
        chosen = [key for key in ("commit", "failover", "ready", "idle", "idle-three", "million")
                  if key in self.options.rows]
        done = True
        for key in chosen:
            trial = getattr(self, "try_" + key.replace("-", "_"))
            try:
                done &= self.attempt(key, lambda trial=trial: trial(trials))
            finally:
                trials.end()
        return done

    def try_commit(self, trials):
        path = os.path.join(ROOT, "target", "microbench.classpath")
        if not os.path.exists(path) or not self.java:
            say("commit   left out: make target/microbench.classpath")
            return
        with open(path, encoding="utf-8") as file:
            classes = [os.path.join(ROOT, "target", name) for name in ("test-classes", "classes")]
            classpath = ":".join([*classes, file.read().strip()])
        taken = trials.commits(classpath, self.java, self.options.rounds, self.options.seconds)
        ours = taken.pop("ours")
        name = "db_bench" if "db_bench" in taken else next(iter(taken))
        self.figures.write(
            [line(GOALS["commit"], {JVM: ours}, name, {JVM: taken[name]})], [],
            [other_line("durable writes, 64 threads", who, figures, "/s")
             for who, figures in {"Kvasir's group commit": ours, **taken}.items()])

    def try_failover(self, trials):
        taken = trials.failover()
        worst = {name: [quantile(figures, 0.99)] for name, figures in taken.items()}
        theirs = {name: worst[ETCD] for name in worst if ETCD in worst}
        self.write("failover", worst, theirs, taken, "ms", "without an acknowledged write")

    def try_ready(self, trials):
        taken = trials.ready()
        self.write("ready", taken, {}, taken, "ms", "from the start to ready")

    def try_idle(self, trials):
        self.write_memory("idle", trials.idle(1), "idle, alone")

    def try_idle_three(self, trials):
        self.write_memory("idle-three", trials.idle(3), "idle, the largest of three")

    def try_million(self, trials):
        self.write_memory("million", trials.million(), f"after {self.options.many:,} keys")

    def write_memory(self, key, taken, when):
        """`taken`: resident megabytes, and those of no file, by system."""
        whole = {name: [figures[0]] for name, figures in taken.items()}
        theirs = {name: whole[ETCD] for name in whole if ETCD in whole}
        others = [other_line(f"{what}, {when}", name, [figures[place]], "MB")
                  for name, figures in taken.items()
                  for place, what in enumerate(("resident", "resident, of no file"))]
        self.figures.write([line(GOALS[key], whole, ETCD, theirs)], [], others)

    def write(self, key, ours, theirs, taken, unit, title):
        self.figures.write([line(GOALS[key], ours, ETCD, theirs)], [],
                           [other_line(title, name, figures, unit)
                            for name, figures in taken.items()])


def say(text):
    print(text, flush=True)


def stop(_number, _frame):
    """Once; all is ended before more is heard."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    raise KeyboardInterrupt


def main():
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    options = arguments()
    try:
        return Comparison(options).run()
    except (Missing, OSError) as missing:
        print(f"bench: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: stopped", file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(options.data, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.rmdir(os.path.dirname(options.data))


if __name__ == "__main__":
    sys.exit(main())
