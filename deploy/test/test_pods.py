"""Pods of the chart as real processes: they come and go with new addresses, join, and leave."""

import random
import signal
import threading
import time

import pytest
from apiserver import ApiServer
from chart import NAME, node, render
from pods import Pods, may_run, until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(bool(may_run()), reason=may_run()),
]


@pytest.fixture
def pods_of(tmp_path):
    made = []

    def make(values):
        made.append(Pods(render(values), tmp_path))
        return made[-1]

    yield make
    for pods in made:
        pods.close()


def put(pod, key, value, query=""):
    return pod.ask(f"/bucket/__default_lww__/{key}{query}", "PUT", {"value": value}).status


def get(pod, key, query=""):
    answer = pod.ask(f"/bucket/__default_lww__/{key}{query}")
    return answer.json()["value"] if answer.status == 200 else None


def found(pods, count):
    for ordinal in range(count):
        pods.start(ordinal)
    until(pods.all_ready, "all pods ready")
    until(lambda: put(pods.running[0], "a", "1", "?w=3") == 200 or count < 3, "a write to all")


def share(pods, ids):
    """Whether exactly these own partitions, and all are alive."""
    members = pods.members()
    return set(members) == ids and all(
        m["partitions"] > 0 and m["liveness"] == "alive" for m in members.values()
    )


def test_pods_that_come_back_at_new_addresses_keep_their_membership(pods_of):
    pods = pods_of({})
    found(pods, 3)
    ids = {f"{NAME}-{n}" for n in range(3)}
    until(lambda: share(pods, ids), "three owners")
    before = pods.members()

    for ordinal, how in ((2, signal.SIGTERM), (1, signal.SIGKILL), (0, signal.SIGTERM)):
        old = pods.running[ordinal].address
        pods.stop(ordinal, how)
        pod = pods.start(ordinal)
        assert pod.address != old
        until(pods.all_ready, "all pods ready")
        other = pods.running[(ordinal + 1) % 3]
        until(lambda: put(other, f"k{ordinal}", "x", "?w=3") == 200, "a write to all, from another")
        until(lambda: get(pod, f"k{ordinal}", "?r=3") == "x", "a read of all, from it")

    until(lambda: share(pods, ids), "the same members")
    after = pods.members()
    assert {i: m["address"] for i, m in after.items()} == {i: m["address"] for i, m in before.items()}


def test_all_pods_at_once_come_back_at_new_addresses(pods_of):
    pods = pods_of({})
    found(pods, 3)

    for ordinal in range(3):
        pods.stop(ordinal, signal.SIGKILL)
    for ordinal in range(3):
        pods.start(ordinal)

    until(pods.all_ready, "all pods ready")
    until(lambda: get(pods.running[1], "a", "?r=3") == "1", "what was written before")


def test_settings_of_the_chart_reach_the_program(pods_of):
    single = {"mode": "single", "replicas": 1, "founders": 1}
    pods = pods_of(single | {"config": {"kvasir.limits.key": "1K"}})
    found(pods, 1)

    assert 1024 in pods.running[0].ask("/limits").json().values()


def test_a_single_node_grows_to_three_and_keeps_what_it_has(pods_of):
    pods = pods_of({"mode": "single", "replicas": 1, "founders": 1})
    found(pods, 1)
    assert put(pods.running[0], "kept", "yes") == 200
    pods.objects = render({"mode": "cluster", "replicas": 3, "founders": 1})

    pods.start(1)
    pods.start(2)

    until(lambda: share(pods, {f"{NAME}-{n}" for n in range(3)}), "three owners")
    until(lambda: get(pods.running[2], "kept", "?r=3") == "yes", "the value on all")


def test_more_replicas_join_and_the_drain_of_the_chart_has_them_leave(pods_of, tmp_path):
    pods = pods_of({"replicas": 5})
    found(pods, 5)
    until(lambda: share(pods, {f"{NAME}-{n}" for n in range(5)}), "five owners")
    values = {f"k{n}": str(n) for n in range(50)}
    for key, value in values.items():
        until(lambda: put(pods.running[4], key, value, "?w=3") == 200, f"write of {key}")

    job = drain_job(tmp_path, pods.objects, {"replicas": 3})
    for container in job["initContainers"] + job["containers"]:
        code, out, err = pods.run_tool(container["args"])
        assert code == 0, (container["args"], out, err)

    until(lambda: share(pods, {f"{NAME}-{n}" for n in range(3)}), "three owners")
    again = [pods.run_tool(container["args"])[0] for container in job["initContainers"]]
    assert again == [0, 0]
    for ordinal in (3, 4):
        assert not pods.running[ordinal].is_ready()
        pods.stop(ordinal)
    for key, value in values.items():
        until(lambda: get(pods.running[1], key, "?r=3") == value, f"{key} on the three that stay")


def drain_job(folder, present, values):
    api = ApiServer(folder)
    try:
        state = dict(node(present))
        state["metadata"] = state["metadata"] | {"generation": 1}
        api.put(state)
        objects = render(values, api=api)
    finally:
        api.close()
    return objects["Job", f"{NAME}-drain"]["spec"]["template"]["spec"]


def test_a_pod_that_left_and_comes_back_on_its_old_volume_serves_nothing(pods_of, tmp_path):
    pods = pods_of({"replicas": 4})
    found(pods, 4)
    until(lambda: share(pods, {f"{NAME}-{n}" for n in range(4)}), "four owners")
    leave = drain_job(tmp_path, pods.objects, {"replicas": 3})["initContainers"][0]["args"]
    assert pods.run_tool(leave)[0] == 0
    pods.stop(3)

    pod = pods.start(3)

    until(lambda: pod.ask("/q/health/started").status == 200, "the start")
    until(lambda: "removed" in pod.ask("/bucket/__default_lww__/a").text, "the problem removed")
    assert not pod.is_ready()
    assert set(pods.members()) == {f"{NAME}-{n}" for n in range(3)}


class Writer(threading.Thread):
    """Puts one key after the other through whichever pod answers, and keeps what was acknowledged."""

    def __init__(self, pods):
        super().__init__(daemon=True)
        self._pods = pods
        self._ended = threading.Event()
        self.acknowledged = []
        self.failed = 0
        self.longest_seconds = 0.0

    def run(self):
        number, since = 0, time.monotonic()
        while not self._ended.is_set():
            pod = random.choice(list(self._pods.running.values()))
            if put(pod, f"w{number}", str(number)) == 200:
                self.acknowledged.append(number)
                self.longest_seconds = max(self.longest_seconds, time.monotonic() - since)
                number, since = number + 1, time.monotonic()
            else:
                self.failed += 1

    def finish(self):
        self._ended.set()
        self.join(60)


def test_a_rolling_restart_under_writes_costs_no_acknowledged_one(pods_of):
    pods = pods_of({})
    found(pods, 3)
    writer = Writer(pods)
    writer.start()

    for ordinal in (2, 1, 0):
        before = len(writer.acknowledged)
        until(lambda: len(writer.acknowledged) > before, "writes that go on")
        pods.stop(ordinal)
        pods.start(ordinal)
        until(pods.all_ready, "all pods ready")
        other = pods.running[(ordinal + 1) % 3]
        until(lambda: put(other, "all", "x", "?w=3") == 200, "a write to all, from another")
    writer.finish()

    print(
        f"{len(writer.acknowledged)} writes, {writer.failed} had to be repeated, "
        f"the longest took {writer.longest_seconds:.1f} s"
    )
    pod = pods.running[0]
    for number in writer.acknowledged:
        until(lambda: get(pod, f"w{number}", "?r=3") == str(number), f"w{number}")
