"""The load generator, `kvasir bench`, and what it is told for each kind of load."""

import json
import os
from dataclasses import dataclass

from processes import Missing, run

VALUE_BYTES = 256
MARGIN_SECONDS = 120


@dataclass(frozen=True)
class Load:
    """One kind of load; `schemes` says over what each kind of system gets it."""

    key: str
    title: str
    workload: str
    bucket: str
    schemes: dict
    connections: int = 64
    in_flight: int = 1
    options: tuple = ()

    def scheme(self, system_name):
        return self.schemes.get(system_name.split("-", 1)[0])


LOADS = {load.key: load for load in (
    Load("put", "linearizable PUT, HTTP, 64 connections", "put", "lin",
         {"kvasir": "http", "etcd": "etcd"}),
    Load("get", "linearizable GET, HTTP, 64 connections", "get", "lin",
         {"kvasir": "http", "etcd": "etcd"}),
    Load("put-tcp", "linearizable PUT, TCP, 64 in flight", "put", "lin",
         {"kvasir": "tcp"}, connections=8, in_flight=8),
    Load("put-w2", "convergent PUT, W = 2, HTTP, 64 connections", "put", "w2", {"kvasir": "http"}),
    Load("increment", "increment, W = 1, HTTP, 64 connections", "increment", "counter",
         {"kvasir": "http"}),
    Load("get-r1", "GET, R = 1, HTTP, 64 connections", "get", "eventual",
         {"kvasir": "http"}, options=("-r", "1")),
    Load("get-r1-tcp", "GET, R = 1, TCP, 8 × 16 in flight", "get", "eventual",
         {"kvasir": "tcp", "redis": "redis"}, connections=8, in_flight=16),
    Load("put-w1-tcp", "PUT, W = 1, TCP, 8 × 16 in flight", "put", "eventual",
         {"kvasir": "tcp", "redis": "redis"}, connections=8, in_flight=16),
)}


@dataclass(frozen=True)
class Sample:
    """What one run of a load gave; latencies in milliseconds."""

    throughput: float
    p50: float
    p99: float
    failed: int

    @staticmethod
    def of(result):
        total = result["total"]
        latency = total["latency_micros"]
        return Sample(total["throughput"], latency["p50"] / 1000, latency["p99"] / 1000,
                      result["failed"] + result["unsent"])


class Generator:
    """`program` is the command that starts kvasir."""

    def __init__(self, program, directory, keys, warmup):
        self.program = program
        self.directory = directory
        self.keys = keys
        self.warmup = warmup
        os.makedirs(directory, exist_ok=True)

    def arguments(self, load, system, seconds, more=(), keys=0):
        # Redis knows no replicas.
        options = load.options if load.scheme(system.name) in ("http", "tcp") else ()
        return [load.workload, f"--target={system.target(load.scheme(system.name))}",
                f"--bucket={load.bucket}", f"--connections={load.connections}",
                f"--in-flight={load.in_flight}", f"--value-size={VALUE_BYTES}",
                f"--keys={keys or self.keys}", f"--duration={seconds}s", f"--warmup={self.warmup}s",
                *options, *more]

    def run(self, load, system, seconds, more=(), limit=MARGIN_SECONDS, keys=0):
        """One run, of so many keys unless 0. Some operations may fail, not all of them."""
        result = os.path.join(self.directory, "result.json")
        log = os.path.join(self.directory, "generator.log")
        if os.path.exists(result):
            os.remove(result)
        arguments = self.arguments(load, system, seconds, more, keys)
        code = run([*self.program, "bench", *arguments, f"--json={result}"], log,
                   seconds + self.warmup + limit)
        if not os.path.exists(result):
            raise Missing(f"the generator gave nothing (code {code}) for {arguments}; see {log}")
        with open(result, encoding="utf-8") as file:
            sample = Sample.of(json.load(file))
        if sample.throughput == 0:
            raise Missing(f"{system.name} did nothing of {load.key}; see {log}")
        return sample

    def preload(self, load, system):
        self.run(load, system, 1, ("--preload",), limit=1800)
