"""A real API server refuses what lowers the number of nodes past the chart.

Needs etcd and KUBE_APISERVER, the path of a kube-apiserver (a Go module, k8s.io/kubernetes). No
controllers run: there are objects, but no pods.
"""

import json
import os
import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.request

import pytest
from chart import CHART, NAMESPACE, Refused, helm
from pods import until

SERVER = os.environ.get("KUBE_APISERVER", "")
SET = f"/apis/apps/v1/namespaces/{NAMESPACE}/statefulsets/kvasir"

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not (SERVER and shutil.which("etcd")), reason="needs KUBE_APISERVER=<path> and etcd"
    ),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Kubernetes:
    """etcd and an API server on loopback."""

    def __init__(self, folder):
        self._processes = []
        self._port, etcd, peer = free_port(), free_port(), free_port()
        key = folder / "key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        (folder / "tokens").write_text('secret,admin,1,"system:masters"\n')
        client, other = f"http://127.0.0.1:{etcd}", f"http://127.0.0.1:{peer}"
        self._start(
            folder / "etcd.log",
            ["etcd", "--data-dir", str(folder / "etcd")]
            + ["--listen-client-urls", client, "--advertise-client-urls", client]
            + ["--listen-peer-urls", other, "--initial-advertise-peer-urls", other]
            + ["--initial-cluster", f"default={other}"],
        )
        self._start(
            folder / "apiserver.log",
            [SERVER, f"--etcd-servers={client}", f"--secure-port={self._port}"]
            + ["--bind-address=127.0.0.1", f"--cert-dir={folder / 'certs'}"]
            + ["--service-account-issuer=https://kubernetes.default.svc"]
            + [f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}"]
            + ["--authorization-mode=AlwaysAllow", f"--token-auth-file={folder / 'tokens'}"]
            + ["--disable-admission-plugins=ServiceAccount", "--watch-cache=false"],
        )
        self.environment = {"KUBECONFIG": str(self._config(folder))}

    def _start(self, log, command):
        with log.open("w") as out:
            self._processes.append(subprocess.Popen(command, stdout=out, stderr=out))

    def _config(self, folder):
        server = {"server": f"https://127.0.0.1:{self._port}", "insecure-skip-tls-verify": True}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "c", "cluster": server}],
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "users": [{"name": "u", "user": {"token": "secret"}}],
            "current-context": "c",
        }
        (folder / "kubeconfig").write_text(json.dumps(config))
        return folder / "kubeconfig"

    def call(self, method, path, body=None):
        """Status and document of an answer; status 0 without one."""
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        request = urllib.request.Request(
            f"https://127.0.0.1:{self._port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer secret", "Content-Type": kind},
        )
        try:
            trust = ssl._create_unverified_context()
            with urllib.request.urlopen(request, timeout=30, context=trust) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)
        except OSError:
            return 0, {}

    def helm(self, command, *more, **values):
        chart = [str(CHART)] if command != "rollback" else []
        said = [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
        everything = [command, "kvasir", *chart, *more, "--namespace", NAMESPACE, *said]
        return helm(*everything, environment=self.environment)

    def replicas(self):
        return self.call("GET", SET)[1]["spec"]["replicas"]

    def close(self):
        for process in reversed(self._processes):
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def kubernetes(tmp_path_factory):
    server = Kubernetes(tmp_path_factory.mktemp("kubernetes"))
    try:
        until(lambda: server.call("GET", "/api/v1/namespaces/default")[0] == 200, "the API server")
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
