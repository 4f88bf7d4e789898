"""The rows of the table of goals, and what figures make of them. Nothing here runs anything."""

from dataclasses import dataclass

from figures import Spread, ratios

NATIVE, JVM = "kvasir-native", "kvasir-jvm"
OURS = (NATIVE, JVM)
ETCD, REDIS, REDIS_DURABLE = "etcd", "redis-default", "redis-durable"


@dataclass(frozen=True)
class Goal:
    """A row. What is judged is the ratio to `theirs` where `by_ratio`, else our own figure.

    `load` and `theirs` name loads of the generator: (load, system), system "own" for our own.
    """

    key: str
    title: str
    wish: str
    load: str = ""
    theirs: tuple = ()
    by_ratio: bool = True
    least: float = 0
    most: float = float("inf")
    unit: str = "/s"

    def is_reached(self, figure):
        return self.least <= figure <= self.most


GOALS = {goal.key: goal for goal in (
    Goal("put", "linearizable PUT over HTTP, 64 connections", "≥ 1.5 × etcd's gateway",
         "put", ("put", ETCD), least=1.5),
    Goal("get", "linearizable GET over HTTP, 64 connections", "≥ 1.5 × etcd's gateway",
         "get", ("get", ETCD), least=1.5),
    Goal("put-tcp", "linearizable PUT over TCP, 64 in flight, beside etcd's gateway (not gRPC)",
         "≥ 1.2 × etcd over gRPC", "put-tcp", ("put", ETCD), least=float("inf")),
    Goal("put-w2", "PUT of a convergent bucket, W = 2, beside our linearizable PUT", "≥ 2 ×",
         "put-w2", ("put", "own"), least=2),
    Goal("increment", "increment of a convergent counter over HTTP, beside etcd's PUT",
         "≥ 15,000/s", "increment", ("put", ETCD), by_ratio=False, least=15_000),
    Goal("get-r1", "GET with R = 1 over HTTP", "≥ 20,000/s", "get-r1", by_ratio=False, least=20_000),
    Goal("get-r1-tcp", "GET with R = 1 over TCP, pipelined", "≥ 0.6 × Redis",
         "get-r1-tcp", ("get-r1-tcp", REDIS), least=0.6),
    Goal("put-w1-tcp", "PUT with W = 1 (three copies) over TCP, pipelined, beside a synced Redis",
         "none", "put-w1-tcp", ("put-w1-tcp", REDIS_DURABLE)),
    Goal("commit", "group commit, 64 threads, beside RocksDB with sync = 1", "≥ 0.7 ×", least=0.7),
    Goal("p99", "p99 at half of the lower peak of PUT, open loop", "≤ etcd's", most=1, unit=" ms"),
    Goal("failover", "longest time without an acknowledged write, leader killed: p99", "≤ 1 s",
         by_ratio=False, most=1_000, unit=" ms"),
    Goal("ready", "ready after the start, empty directory", "≤ 150 ms (native)",
         by_ratio=False, most=150, unit=" ms"),
    Goal("idle", "resident memory, idle for 60 s, alone", "≤ 80 MB (native)",
         by_ratio=False, most=80, unit=" MB"),
    Goal("idle-three", "resident memory, idle for 60 s, one of three", "none",
         by_ratio=False, unit=" MB"),
    Goal("million", "resident memory after 1,000,000 keys of 256 bytes", "≤ 1.2 × etcd's",
         most=1.2, unit=" MB"),
)}


def number(figure, unit=""):
    if figure >= 1000:
        return f"{figure:,.0f}{unit}"
    return f"{figure:.0f}{unit}" if figure >= 100 else f"{figure:.3g}{unit}"


def spread(figures):
    """A ratio with its range."""
    return f"{figures.median:.2f} ({figures.least:.2f}–{figures.most:.2f})"


def line(goal, ours, theirs_name, theirs):
    """The cells of a row.

    `ours`: our figures of each round by system; `theirs`: theirs by our system, since theirs may
    be our own; of the same rounds.
    """
    values, compared, verdicts = [], [], []
    for system in OURS:
        figures, beside = ours.get(system), theirs.get(system)
        ratio = Spread.of(ratios(figures, beside)) if figures and beside else None
        values.append(number(Spread.of(figures).median, goal.unit) if figures else "–")
        compared.append(spread(ratio) if ratio else "–")
        judged = ratio if goal.by_ratio else figures and Spread.of(figures)
        if judged and goal.wish != "none":
            verdicts.append(goal.is_reached(judged.median))
    beside = next((f for f in theirs.values() if f), None)
    told = f"{theirs_name} {number(Spread.of(beside).median, goal.unit)}" if beside else "–"
    return [goal.title, goal.wish, *values, told, *compared, verdict(goal, verdicts)]


def verdict(goal, verdicts):
    if goal.least == float("inf"):
        return "not measured"
    if not verdicts:
        return "–"
    return "yes" if verdicts[0] else "no"


def needed(keys):
    """The runs, (load, system), that these rows need; "own" stands for each of ours."""
    runs = []
    for goal in (GOALS[key] for key in keys):
        if goal.load:
            runs += [(goal.load, system) for system in OURS]
        if goal.theirs:
            load, system = goal.theirs
            runs += [(load, each) for each in (OURS if system == "own" else [system])]
    return list(dict.fromkeys(runs))
