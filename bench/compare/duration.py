"""About how long a comparison takes. Nothing here runs anything."""

from goals import GOALS, JVM, NATIVE, OURS, needed
from load import LOADS

RESUME_SECONDS = 3
WRITES_PER_SECOND = 3_000
KILL_SECONDS = 11
START_SECONDS = 5


def under_load(keys, systems, rounds, each, preloaded):
    """Seconds of the rounds.

    `each`: of one run with its warm-up; `preloaded`: keys of each bucket.
    """
    runs = [run for run in needed(keys) if run[1] in systems]
    buckets = {(LOADS[load].bucket, system) for load, system in runs}
    return (len(runs) * rounds * (each + RESUME_SECONDS)
            + len(buckets) * (preloaded / WRITES_PER_SECOND + each))


def whole(options, systems):
    """Minutes of all rows that were chosen, by systems that are there."""
    each = options.seconds + options.warmup
    ours = [name for name in OURS if name in systems]
    loaded = [key for key in options.rows if GOALS[key].load]
    total = under_load(loaded, systems, options.rounds, each, options.keys)
    three = len([name for name in systems if name in (NATIVE, JVM, "etcd")])
    idle = (options.idle_seconds + START_SECONDS) * len(ours)
    others = {
        "p99": options.rounds * three * (each + RESUME_SECONDS),
        "commit": options.rounds * 3 * (options.seconds + 4),
        "failover": options.times * three * KILL_SECONDS,
        "ready": options.times * len(ours) * START_SECONDS,
        "idle": idle,
        "idle-three": idle,
        "million": three * (options.many / WRITES_PER_SECOND + 20),
    }
    total += sum(seconds for key, seconds in others.items() if key in options.rows)
    return max(1, round(total / 60))
