"""The objects against the schemas of Kubernetes' releases, with nothing in them that these do not know."""

import itertools
import json

import kubernetes_validate
import pytest
from chart import render

OTHERS = {"ServiceMonitor", "PrometheusRule"}  # of Prometheus' operator
RELEASES = ["1.27.0", "1.30.0", "1.34.0", "1.36.0"]
MODES = {
    "single": {"mode": "single", "replicas": 1, "founders": 1},
    "cluster": {},
    "grown": {"replicas": 7},
}
EXTRAS = {
    "plain": {},
    "emptied": {
        "persistence": {"enabled": False},
        "networkPolicy": {"enabled": False},
        "podDisruptionBudget": {"enabled": False},
        "topologySpread": {"enabled": False},
        "serviceAccount": {"create": False},
        "resources": {},
        "zone": {"podLabel": ""},
        "preStopSleepSeconds": 0,
    },
    "full": {
        "config": {"kvasir.hints.max-age": "6h"},
        "extraEnv": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
        "extraEnvFrom": [{"configMapRef": {"name": "more"}}],
        "imagePullSecrets": [{"name": "registry"}],
        "nodeSelector": {"disk": "fast"},
        "tolerations": [{"key": "db", "operator": "Exists", "effect": "NoSchedule"}],
        "affinity": {
            "podAntiAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": [
                    {"topologyKey": "kubernetes.io/hostname", "labelSelector": {}}
                ]
            }
        },
        "priorityClassName": "high",
        "podAnnotations": {"a": "b"},
        "podLabels": {"team": "shop"},
        "networkPolicy": {
            "clients": [{"podSelector": {"matchLabels": {"a": "b"}}}],
            "monitoring": [{"namespaceSelector": {}}],
        },
        "service": {"type": "LoadBalancer", "annotations": {"a": "b"}},
        "serviceAccount": {"annotations": {"a": "b"}, "name": "other"},
        "persistence": {"storageClass": "fast", "annotations": {"a": "b"}, "whenScaled": "Delete"},
        "dashboards": {"enabled": True},
        "scaleDown": {"admissionPolicy": True, "policy": "refuse"},
        "topologySpreadConstraints": [
            {"maxSkew": 2, "topologyKey": "rack", "whenUnsatisfiable": "DoNotSchedule"}
        ],
    },
}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("mode, extra", list(itertools.product(MODES, EXTRAS)))
def test_every_object_is_valid(release, mode, extra):
    objects = render(MODES[mode] | EXTRAS[extra], kubernetes=release)
    checked = 0

    for (kind, _), document in objects.items():
        if kind in OTHERS:
            continue
        if kind.startswith("ValidatingAdmissionPolicy") and release < "1.30":
            continue
        kubernetes_validate.validate(document, release.rsplit(".", 1)[0], strict=True)
        checked += 1

    assert checked >= 4


def test_the_schemas_find_what_is_wrong():
    objects = render()
    broken = json.loads(json.dumps(objects["StatefulSet", "kv-kvasir"]))
    broken["spec"]["template"]["spec"]["containers"][0]["liveness"] = {}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, "1.34", strict=True)
