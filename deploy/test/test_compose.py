"""The compose files as a loader of the compose specification reads them, without an engine."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from chart import ROOT

COMPOSE = ROOT / "deploy/compose"
NODES = ["node1", "node2", "node3"]


def loaded(*files):
    tool = os.environ.get("COMPOSE_SPEC") or shutil.which("compose-spec") or "compose-spec"
    done = subprocess.run(
        [tool, *files], cwd=COMPOSE, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)


def environment(service):
    """As a map, in whichever way the loader shows it."""
    given = service["environment"]
    return dict(line.split("=", 1) for line in given) if isinstance(given, list) else given


@pytest.fixture(scope="module")
def whole():
    return loaded("compose.yaml", "observability.yaml", "traces.yaml")


def test_the_nodes_alone_are_a_project():
    assert sorted(loaded("compose.yaml")["services"]) == NODES


def test_what_is_mounted_from_the_repository_is_there(whole):
    mounted = [
        volume
        for service in whole["services"].values()
        for volume in service.get("volumes", [])
        if volume["type"] == "bind"
    ]

    assert len(mounted) == 4
    for volume in mounted:
        assert Path(volume["source"]).exists(), volume["source"]
        assert volume["read_only"]


def test_prometheus_reads_every_node(whole):
    config = yaml.safe_load((ROOT / "deploy/observability/prometheus.yaml").read_text())
    targets = config["scrape_configs"][0]["static_configs"][0]["targets"]

    assert targets == [f"{name}:4001" for name in NODES]
    assert {target.split(":")[0] for target in targets} <= set(whole["services"])


def test_prometheus_finds_its_configuration_and_rules_where_they_are_mounted(whole):
    prometheus = whole["services"]["prometheus"]
    targets = {volume["target"] for volume in prometheus["volumes"]}
    config = yaml.safe_load((ROOT / "deploy/observability/prometheus.yaml").read_text())

    assert "--config.file=/etc/prometheus/prometheus.yaml" in prometheus["command"]
    assert "/etc/prometheus/prometheus.yaml" in targets
    assert {str(Path(file).parent) for file in config["rule_files"]} <= targets


def test_grafana_finds_its_data_source_and_dashboards(whole):
    grafana = whole["services"]["grafana"]
    targets = {volume["target"] for volume in grafana["volumes"]}
    folder = ROOT / "deploy/observability/grafana/provisioning"
    source = yaml.safe_load((folder / "datasources/kvasir.yaml").read_text())["datasources"][0]
    provider = yaml.safe_load((folder / "dashboards/kvasir.yaml").read_text())["providers"][0]

    assert source["url"] == "http://prometheus:9090"
    assert provider["options"]["path"] in targets
    home = Path(grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert str(home.parent) in targets
    assert (ROOT / "deploy/observability/grafana/dashboards" / home.name).exists()


def test_every_node_tells_jaeger_of_requests(whole):
    plain = loaded("compose.yaml")["services"]
    host, port = "jaeger", 4318

    listen = f"--set=receivers.otlp.protocols.http.endpoint=0.0.0.0:{port}"
    assert listen in whole["services"][host]["command"]
    for name in NODES:
        assert environment(whole["services"][name]) == environment(plain[name]) | {
            "KVASIR_TRACE_ENDPOINT": f"http://{host}:{port}/v1/traces",
            "KVASIR_TRACE_RATIO": "0.01",
        }


def test_everything_listens_on_loopback_only_and_has_no_rights_it_does_not_need(whole):
    for name, service in whole["services"].items():
        assert {port["host_ip"] for port in service["ports"]} == {"127.0.0.1"}, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_all_nodes_have_the_same_founders(whole):
    lists = {
        environment(whole["services"][name])["KVASIR_CLUSTER_MEMBERS"] for name in NODES
    }

    assert lists == {",".join(f"{name}@{name}:7101" for name in NODES)}
