"""A real cluster under a small load and a real Prometheus that reads it, with the files that users get.

Every query of every panel is asked. Those of which nothing has happened yet, as of flaws that were never
found, may have no data: their metrics must be known by name in the sources.
"""

import json
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

import pytest
from chart import ROOT, render
from observability import OBSERVABILITY, RULES, alerts, metrics, plain, queries
from pods import Pods, may_run, until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(bool(may_run()), reason=may_run()),
    pytest.mark.skipif(not shutil.which("prometheus"), reason="needs prometheus"),
]

# Counters and gauges that begin with their first event.
RARE = {
    "kvasir_outbox_overflows_total",
    "kvasir_scrub_flaws_total",
    "kvasir_scrub_mended_total",
    "kvasir_raft_snapshot_bytes_total",
    "kvasir_replica_missed_total",
    "kvasir_replica_repairs_total",
    "kvasir_hints_records",
    "kvasir_hints_bytes",
    "kvasir_hints_age_seconds",
    "kvasir_tombstones_blocked",
    "kvasir_repair_keys_total",
    "kvasir_repair_differing_keys_total",
    "kvasir_repair_sent_bytes_total",
    "kvasir_deltas_resent_total",
    "kvasir_swim_refutations_total",
    "kvasir_swim_stalls_total",
    "kvasir_tombstones_reclaimed_total",
    "kvasir_expiry_reclaimed_total",
}


class Prometheus:
    """Prometheus with the rules and the configuration of deploy/observability."""

    def __init__(self, folder, targets, port):
        self.url = f"http://127.0.0.1:{port}"
        text = (OBSERVABILITY / "prometheus.yaml").read_text()
        text = text.replace("/etc/prometheus/rules", str(RULES.parent)).replace("5s", "1s")
        text = re.sub(r"targets: .*", f"targets: {json.dumps(targets)}", text)
        (folder / "prometheus.yaml").write_text(text)
        command = [
            "prometheus",
            f"--config.file={folder}/prometheus.yaml",
            f"--storage.tsdb.path={folder}/tsdb",
            f"--web.listen-address=127.0.0.1:{port}",
        ]
        with (folder / "prometheus.log").open("w") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)

    def ask(self, path, **parameters):
        url = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]

    def query(self, expression):
        return self.ask("query", query=expression)["result"]

    def close(self):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def send_load(pods):
    """One of each kind of request: both kinds of buckets, sets, counters, what ends, a watch."""
    node = pods.running[0]
    linear = {"name": "accounts", "consistency": "linearizable"}
    until(lambda: node.ask("/buckets", "POST", linear).status in (201, 409), "the bucket")
    for n in range(30):
        for pod in pods.running.values():
            pod.ask(f"/bucket/accounts/k{n}", "PUT", {"value": "v"})
            pod.ask(f"/bucket/accounts/k{n}")
            pod.ask(f"/bucket/__default_lww__/k{n}", "PUT", {"value": "v"})
            pod.ask(f"/bucket/__default_lww__/k{n}")
            pod.ask("/counter/hits/increment", "POST")
            pod.ask("/set/tags/add", "POST", {"element": str(n)})
        node.ask(f"/bucket/__default_lww__/k{n}", "DELETE")


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    pods = Pods(render(), folder)
    try:
        for ordinal in range(3):
            pods.start(ordinal)
        until(pods.all_ready, "all pods ready")
        targets = [f"{pod.address}:4001" for pod in pods.running.values()]
        server = Prometheus(folder, targets, free_port())
        try:
            until(lambda: is_up(server), "three targets that are up")
            send_load(pods)
            time_of_load = time.time()
            send_load(pods)
            until(lambda: scraped_after(server, time_of_load), "a scrape after the load")
            yield server
        finally:
            server.close()
    finally:
        pods.close()


def is_up(server):
    try:
        return len(server.query("up == 1")) == 3
    except OSError:
        return False


def scraped_after(server, moment):
    found = server.query("sum(rate(kvasir_request_seconds_count[1m])) > 0")
    stamps = server.query("min(timestamp(kvasir_members))")
    return bool(found) and bool(stamps) and float(stamps[0]["value"][1]) > moment + 2


def names_in_the_sources():
    text = ""
    for path in (ROOT / "src/main/java").rglob("*.java"):
        text += path.read_text()
    return text


def empty_panels(server):
    return {
        f"{dashboard}: {title}"
        for dashboard, title, expression in queries()
        if not server.query(expression) and not metrics(expression) <= RARE
    }


def test_every_panel_shows_data(prometheus):
    try:
        until(lambda: not empty_panels(prometheus), "data in every panel", seconds=60)
    except AssertionError:
        assert empty_panels(prometheus) == set()


def test_what_may_be_empty_is_known_to_the_program():
    sources = names_in_the_sources()

    for name in RARE:
        dotted = name.removesuffix("_total").replace("_", ".")
        assert f'"{dotted}"' in sources or name in sources, name


def test_every_metric_of_an_alert_exists(prometheus):
    known = set(prometheus.ask("label/__name__/values"))

    unknown = {
        (name, metric)
        for name, rule in alerts().items()
        for metric in metrics(rule["expr"]) - RARE
        if metric not in known
    }
    assert not unknown


def test_every_label_that_a_selector_names_exists(prometheus):
    """As `state` of kvasir_swim_members: a selector that names another one finds nothing, for ever."""
    wrong = []
    for source, expression in [(n, r["expr"]) for n, r in alerts().items()] + [
        (f"{d}: {t}", e) for d, t, e in queries()
    ]:
        for metric, inside in re.findall(r"(kvasir_\w+)\{([^}]*)\}", plain(expression)):
            series = prometheus.query(metric)
            for label in re.findall(r"(\w+)(?==~|!=|=)", inside):
                if series and not any(label in one["metric"] for one in series):
                    wrong.append((source, metric, label))
    assert not wrong


def test_values_that_alerts_choose_by_exist(prometheus):
    for metric, label, values in (
        ("kvasir_swim_members", "state", {"dead"}),
        ("kvasir_raft_groups", "condition", {"damaged", "stopped"}),
        ("kvasir_watch_ended_total", "reason", {"compacted", "slow_consumer", "overloaded"}),
    ):
        known = {one["metric"][label] for one in prometheus.query(metric)}
        assert values <= known
    events = {one["metric"]["event"] for one in prometheus.query("kvasir_raft_events_total")}
    assert "became_leader" in events


def test_the_rules_are_loaded_and_none_fails(prometheus):
    until(lambda: evaluated(prometheus), "all rules evaluated")

    groups = prometheus.ask("rules")["groups"]
    assert {rule["name"] for group in groups for rule in group["rules"]} == set(alerts())
    assert {rule["health"] for group in groups for rule in group["rules"]} == {"ok"}


def evaluated(prometheus):
    groups = prometheus.ask("rules")["groups"]
    return groups and all(rule["health"] != "unknown" for g in groups for rule in g["rules"])


def test_a_cluster_that_is_well_has_no_alerts(prometheus):
    firing = [one["metric"] for one in prometheus.query('ALERTS{alertstate="firing"}')]

    assert not firing


def test_the_variables_of_the_dashboards_have_values(prometheus):
    jobs = {one["metric"]["job"] for one in prometheus.query("kvasir_members")}
    instances = {one["metric"]["instance"] for one in prometheus.query("kvasir_members")}

    assert jobs == {"kvasir"}
    assert len(instances) == 3
