"""A real API server refuses what lowers the number of nodes past the chart.

Needs etcd and KUBE_APISERVER, the path of a kube-apiserver (a Go module, k8s.io/kubernetes). No
controllers run: there are objects, but no pods.
"""

import os
import shutil

import pytest
from chart import CHART, NAMESPACE, Refused, helm
from kubernetes_server import Kubernetes
from pods import until

SERVER = os.environ.get("KUBE_APISERVER", "")
SET = f"/apis/apps/v1/namespaces/{NAMESPACE}/statefulsets/kvasir"

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not (SERVER and shutil.which("etcd")), reason="needs KUBE_APISERVER=<path> and etcd"
    ),
]


class Releases(Kubernetes):
    """With what helm does there."""

    def helm(self, command, *more, **values):
        chart = [str(CHART)] if command != "rollback" else []
        said = [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
        everything = [command, "kvasir", *chart, *more, "--namespace", NAMESPACE, *said]
        return helm(*everything, environment=self.environment)

    def replicas(self):
        return self.call("GET", SET)[1]["spec"]["replicas"]


@pytest.fixture(scope="module")
def kubernetes(tmp_path_factory):
    server = Releases(tmp_path_factory.mktemp("kubernetes"), SERVER)
    try:
        until(server.is_healthy, "the API server")
        name = {"metadata": {"name": NAMESPACE}}
        assert server.call("POST", "/api/v1/namespaces", name)[0] == 201
        yield server
    finally:
        server.close()


@pytest.fixture
def five(kubernetes):
    """A release of five nodes under the policy, once that is in force."""
    values = {"replicas": 5, "scaleDown.admissionPolicy": "true", "scaleDown.policy": "drained"}
    kubernetes.helm("install", **values)
    lower = {"spec": {"replicas": 4}}
    dry = f"{SET}?dryRun=All"
    until(lambda: kubernetes.call("PATCH", dry, lower)[0] == 422, "the policy")
    yield kubernetes
    helm("uninstall", "kvasir", "--namespace", NAMESPACE, environment=kubernetes.environment)


def test_scaling_down_is_refused_whoever_does_it(five):
    for path in (SET, f"{SET}/scale"):
        status, answer = five.call("PATCH", path, {"spec": {"replicas": 3}})
        assert status == 422
        assert "have left" in answer["message"]
    assert five.replicas() == 5


def test_scaling_up_is_not(five):
    assert five.call("PATCH", f"{SET}/scale", {"spec": {"replicas": 6}})[0] == 200


def test_an_upgrade_that_saw_the_present_state_may(five):
    five.helm("upgrade", "--reuse-values", replicas=4)

    assert five.replicas() == 4


def test_a_rollback_to_fewer_nodes_is_refused(five):
    five.helm("upgrade", "--reuse-values", replicas=4)
    five.helm("upgrade", "--reuse-values", replicas=7)

    with pytest.raises(Refused, match="have left"):
        five.helm("rollback", "2")

    assert five.replicas() == 7


def test_an_upgrade_whose_drain_does_not_end_changes_nothing(five):
    with pytest.raises(Refused, match="pre-upgrade hooks failed"):
        five.helm("upgrade", "--reuse-values", "--timeout", "3s", **{
            "replicas": 3,
            "scaleDown.policy": "drain",
        })

    assert five.replicas() == 5
