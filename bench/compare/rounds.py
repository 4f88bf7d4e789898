"""Loads the systems in turns."""

import statistics
import time

from figures import Spread, rotated
from goals import ETCD, GOALS, OURS, line, needed
from load import LOADS

SETTLE_SECONDS = 1


class Rounds:
    """All runs of some rows; `systems` by name, of those that are there."""

    def __init__(self, systems, generator, rounds, seconds, pausing, say):
        self.systems = systems
        self.generator = generator
        self.rounds = rounds
        self.seconds = seconds
        self.pausing = pausing
        self.say = say
        self.samples = {}

    def measure(self, keys):
        """Samples of each round by (load, system)."""
        runs = [run for run in needed(keys) if run[1] in self.systems]
        loads = list(dict.fromkeys(load for load, _ in runs))
        self.preload(runs)
        for number in range(self.rounds):
            for load in loads:
                names = [system for key, system in runs if key == load]
                for name in rotated(names, number):
                    sample = self.one(LOADS[load], name)
                    self.samples.setdefault((load, name), []).append(sample)
                    self.say(f"round {number + 1}  {load:<11} {name:<14} {sample.throughput:>9,.0f}/s"
                             f"  p50 {sample.p50:7.2f} ms  p99 {sample.p99:7.2f} ms"
                             + (f"  failed {sample.failed}" if sample.failed else ""))
        return self.samples

    def whole(self, keys):
        """The samples of those rounds in which each run was made; none if there is no such round."""
        runs = [run for run in needed(keys) if run[1] in self.systems]
        count = min((len(self.samples.get(run, ())) for run in runs), default=0)
        return {run: self.samples[run][:count] for run in runs} if count else {}

    def preload(self, runs):
        """Writes all keys once: a store that has just been founded makes its files first."""
        done = set()
        for key, name in runs:
            load, bucket = LOADS[key], (name, LOADS[key].bucket)
            if bucket not in done:
                done.add(bucket)
                self.say(f"preload  {load.bucket} of {name}")
                self.alone(name, lambda load=load, name=name:
                           self.generator.preload(load, self.systems[name]))

    def one(self, load, name, more=()):
        return self.alone(name, lambda: self.generator.run(
            load, self.systems[name], self.seconds, more))

    def alone(self, name, work):
        """Does work on one system while the others stand still."""
        if not self.pausing:
            return work()
        system = self.systems[name]
        system.resume()
        try:
            time.sleep(SETTLE_SECONDS)
            return work()
        finally:
            system.pause()

    def half_peak(self):
        """Half of the lowest peak of PUT, which is measured where no row did."""
        for name in (*OURS, ETCD):
            if name in self.systems and ("put", name) not in self.samples:
                self.samples[("put", name)] = [self.one(LOADS["put"], name)]
        peaks = [statistics.median(s.throughput for s in samples)
                 for (load, _), samples in self.samples.items() if load == "put"]
        return max(1, int(min(peaks) / 2))

    def at_half_peak(self):
        """The rate, and the p99 of each round by system, under an open loop."""
        rate = self.half_peak()
        names = [name for name in (*OURS, ETCD) if name in self.systems]
        latencies = {}
        for number in range(self.rounds):
            for name in rotated(names, number):
                sample = self.one(LOADS["put"], name, (f"--rate={rate}",))
                self.samples.setdefault((f"put at {rate}/s", name), []).append(sample)
                latencies.setdefault(name, []).append(sample.p99)
                self.say(f"round {number + 1}  at {rate}/s  {name:<14} p50 {sample.p50:7.2f} ms"
                         f"  p99 {sample.p99:7.2f} ms  failed {sample.failed}")
        return rate, latencies


def goal_line(key, samples):
    """The row of a goal that the generator's loads decide."""
    goal = GOALS[key]
    ours, theirs, told = {}, {}, ""
    for system in OURS:
        if (goal.load, system) in samples:
            ours[system] = [s.throughput for s in samples[(goal.load, system)]]
        if goal.theirs:
            load, other = goal.theirs
            other, told = (system, "PUT") if other == "own" else (other, other)
            if (load, other) in samples:
                theirs[system] = [s.throughput for s in samples[(load, other)]]
    return line(goal, ours, told, theirs)


def figure_lines(samples, seconds, commit):
    """The rows of the table of figures."""
    lines = []
    for (load, system), taken in samples.items():
        title = LOADS[load].title if load in LOADS else load
        rate = Spread.of([s.throughput for s in taken])
        lines.append([
            title, system, f"{rate.median:,.0f}", f"{rate.least:,.0f}–{rate.most:,.0f}",
            f"{statistics.median(s.p50 for s in taken):.2f}",
            f"{statistics.median(s.p99 for s in taken):.2f}",
            f"{sum(s.failed for s in taken)}", f"{len(taken)} × {seconds} s", commit])
    return lines
