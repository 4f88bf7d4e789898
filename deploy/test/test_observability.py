"""Rules, their unit tests, runbooks and dashboards agree with each other and with the documents."""

import json
import re
import subprocess

import pytest
import yaml
from chart import CHART, ROOT, render
from observability import DASHBOARDS, OBSERVABILITY, RULES, alerts, metrics, panels, queries

RUNBOOKS = (ROOT / "docs/runbooks.md").read_text()


def promtool(*arguments):
    return subprocess.run(["promtool", *arguments], capture_output=True, text=True, timeout=600)


def test_the_rules_are_well_formed():
    done = promtool("check", "rules", str(RULES))

    assert done.returncode == 0, done.stdout + done.stderr


def test_alerts_fire_when_they_should_and_not_before():
    done = promtool("test", "rules", str(RULES.with_name("kvasir.test.yaml")))

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_test_in_which_it_fires():
    tests = RULES.with_name("kvasir.test.yaml").read_text()

    silent = [name for name in alerts() if not re.search(rf'alertname="{name}"', tests)]
    shown = re.findall(r"alertname: (\w+)", tests)
    assert not set(silent) - set(shown)


@pytest.mark.parametrize("name", alerts())
def test_every_alert_says_what_it_is_and_where_to_read_on(name):
    rule = alerts()[name]

    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert rule["annotations"]["summary"] and rule["annotations"]["description"]
    assert rule["annotations"]["runbook"] == f"docs/runbooks.md#{name.lower()}"


@pytest.mark.parametrize("name", alerts())
def test_every_alert_has_a_runbook_with_all_its_parts(name):
    section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", RUNBOOKS, re.M | re.S)

    assert section, f"docs/runbooks.md has no section {name}"
    for part in ("**Means**", "**Look**", "**Do**", "**Never**"):
        assert part in section[1], (name, part)


def test_no_runbook_is_of_an_alert_that_is_not_there():
    assert set(re.findall(r"^## (Kvasir\w+)$", RUNBOOKS, re.M)) == set(alerts())


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_dashboards_are_named_and_lie_on_a_grid(path):
    dashboard = json.loads(path.read_text())

    assert dashboard["uid"] == path.stem
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    taken = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_panels_are_named_by_a_metric_that_they_show(path):
    for panel in panels(json.loads(path.read_text())):
        named = re.search(r"\((\w+)\)$", panel["title"])
        assert named, panel["title"]
        assert any(
            shown.startswith(named[1])
            for target in panel["targets"]
            for shown in metrics(target["expr"])
        ), panel["title"]


def test_runbooks_that_panels_name_exist():
    text = "".join(path.read_text() for path in DASHBOARDS)

    assert set(re.findall(r"Runbook: (\w+)", text)) <= set(alerts())


def test_all_four_dashboards_are_there():
    assert [path.stem for path in DASHBOARDS] == [
        "kvasir-consensus",
        "kvasir-overview",
        "kvasir-replication",
        "kvasir-storage",
    ]
    assert len(queries()) > 60


def test_the_chart_has_the_same_rules_and_dashboards():
    """`make deploy-files` copies them there."""
    for path in [RULES, *DASHBOARDS]:
        folder = CHART / "files" / ("dashboards" if path.suffix == ".json" else "")
        assert (folder / path.name).read_text() == path.read_text(), path.name


def test_the_chart_installs_the_rules_and_dashboards_as_they_are():
    objects = render({"prometheusRule": {"enabled": True}, "dashboards": {"enabled": True}})

    spec = objects["PrometheusRule", "kv-kvasir"]["spec"]
    assert spec == yaml.safe_load(RULES.read_text())
    for path in DASHBOARDS:
        data = objects["ConfigMap", f"kv-{path.stem}"]["data"]
        assert json.loads(data[path.name]) == json.loads(path.read_text())


def test_prometheus_reads_its_configuration(tmp_path):
    text = (OBSERVABILITY / "prometheus.yaml").read_text()
    (tmp_path / "p.yaml").write_text(text.replace("/etc/prometheus/rules", str(RULES.parent)))

    done = promtool("check", "config", str(tmp_path / "p.yaml"))

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(alerts())} rules found" in done.stdout
