"""Which values the chart takes, and which it refuses with a reason."""

import json

import pytest
from chart import CHART, Refused, helm, render

TAKEN = {
    "nothing said": {},
    "single": {"mode": "single", "replicas": 1, "founders": 1},
    "a fourth node": {"replicas": 4},
    "five founders": {"replicas": 5, "founders": 5},
    "grown from a single node": {"replicas": 3, "founders": 1},
    "settings": {"config": {"kvasir.hints.max-age": "6h", "kvasir.scan.concurrent": 12}},
    "quarkus' settings": {"config": {'quarkus.log.category."io.kvasir".level': "DEBUG"}},
    "a digest": {"image": {"digest": "sha256:" + "0" * 64}},
    "no volumes": {"persistence": {"enabled": False}},
    "everything on": {
        "serviceMonitor": {"enabled": True},
        "prometheusRule": {"enabled": True},
        "dashboards": {"enabled": True},
        "scaleDown": {"admissionPolicy": True},
        "networkPolicy": {"monitoring": [{"namespaceSelector": {}}]},
        "extraEnv": [{"name": "TZ", "value": "UTC"}],
        "tolerations": [{"key": "a", "operator": "Exists"}],
        "nodeSelector": {"disk": "fast"},
    },
}

REFUSED = {
    "a key that is not known": ({"replica": 3}, "replica"),
    "one further down": ({"persistence": {"sise": "1Gi"}}, "sise"),
    "a mode that is not known": ({"mode": "ha"}, "mode"),
    "single with more": ({"mode": "single", "founders": 1, "replicas": 3}, "replicas"),
    "single with more founders": ({"mode": "single", "founders": 3, "replicas": 1}, "founders"),
    "a cluster of two": ({"replicas": 2, "founders": 1}, "replicas"),
    "a cluster of one": ({"replicas": 1, "founders": 1}, "replicas"),
    "nobody": ({"replicas": 0}, "replicas"),
    "half a node": ({"replicas": 3.5}, "replicas"),
    "a number that is text": ({"replicas": "three"}, "replicas"),
    "an even number of founders": ({"replicas": 4, "founders": 4}, "founders"),
    "fewer nodes than founders": ({"replicas": 3, "founders": 5}, "founders"),
    "two evictions at once": ({"podDisruptionBudget": {"maxUnavailable": 2}}, "maxUnavailable"),
    "a setting of the chart": ({"config": {"kvasir.node.id": "a"}}, "kvasir.node.id"),
    "a setting of nobody": ({"config": {"spring.port": "1"}}, "spring.port"),
    "a list for a setting": ({"config": {"kvasir.swim.stalls": [1]}}, "config"),
    "the members as variable": (
        {"extraEnv": [{"name": "KVASIR_CLUSTER_MEMBERS", "value": "a@b:1"}]},
        "extraEnv",
    ),
    "a volume for many": ({"persistence": {"accessModes": ["ReadWriteMany"]}}, "accessModes"),
    "a size without sense": ({"persistence": {"size": "much"}}, "size"),
    "no time to stop": ({"terminationGracePeriodSeconds": 5}, "terminationGracePeriodSeconds"),
    "a sleep that leaves no time": (
        {"terminationGracePeriodSeconds": 30, "preStopSleepSeconds": 15},
        "preStopSleepSeconds",
    ),
    "a port beyond": ({"service": {"httpPort": 70000}}, "httpPort"),
    "half a digest": ({"image": {"digest": "sha256:12"}}, "digest"),
    "a label that selects": ({"podLabels": {"app.kubernetes.io/name": "a"}}, "app.kubernetes.io/name"),
    "a policy that is not known": ({"scaleDown": {"policy": "kill"}}, "policy"),
}


@pytest.mark.parametrize("values", TAKEN.values(), ids=TAKEN.keys())
def test_takes(values):
    assert render(values)


@pytest.mark.parametrize("values, named", REFUSED.values(), ids=REFUSED.keys())
def test_refuses(values, named):
    with pytest.raises(Refused) as refused:
        render(values)

    assert named in str(refused.value)


@pytest.mark.parametrize("file", ["values-single.yaml", "values-cluster.yaml"])
def test_both_ways_to_install_pass_the_linter(file):
    said = helm("lint", str(CHART), "--strict", "--kube-version", "1.34.0", "-f", str(CHART / file))

    assert "0 chart(s) failed" in said


def test_every_value_is_in_the_schema_with_its_description_in_the_file():
    schema = json.loads((CHART / "values.schema.json").read_text())
    text = (CHART / "values.yaml").read_text()

    for name in schema["properties"]:
        assert f"\n{name}:" in text or name == "global", name


def test_the_oldest_kubernetes_is_enforced():
    with pytest.raises(Refused, match="kubeVersion"):
        render(kubernetes="1.26.0")
