"""Rules and dashboards as they are in the repository, and the expressions in them."""

import json
import re

import yaml
from chart import ROOT

OBSERVABILITY = ROOT / "deploy/observability"
RULES = OBSERVABILITY / "alerts/kvasir.rules.yaml"
DASHBOARDS = sorted((OBSERVABILITY / "grafana/dashboards").glob("*.json"))
METRIC = re.compile(r"\b(?:kvasir|jvm|process|vertx)_[a-z0-9_]+\b")
VARIABLES = {"$job": ".*", "$instance": ".*", "$__rate_interval": "1m"}


def alerts():
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def panels(dashboard):
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def queries():
    """Every query of every panel: dashboard, title, expression as Prometheus is asked it."""
    found = []
    for path in DASHBOARDS:
        for panel in panels(json.loads(path.read_text())):
            for target in panel["targets"]:
                found.append((path.stem, panel["title"], plain(target["expr"])))
    return found


def plain(expression):
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    assert "$" not in expression, expression
    return expression


def metrics(expression):
    """The names of metrics in an expression."""
    return set(METRIC.findall(expression))
