"""The image of the operator: what is in it, and a container of it that runs a cluster.

It talks to a real API server, with the controllers that its objects need, as a pod does: with the token of
its service account, over TLS that it checks. Pods are nodes on hosts of their own.
"""

import json
import os
import shutil
import signal
import time
from pathlib import Path

import pytest
import yaml
from chart import ROOT
from containers import Container, Image, lacks
from hosts import Hosts
from kubernetes_server import Kubernetes
from machine import Machine
from pods import may_run, until

BINARIES = Path(os.environ.get("KVASIR_KUBE_BINARIES", "/nowhere"))
MANIFESTS = ROOT / "deploy/operator/manifests"
NAMESPACE = "stores"
CLUSTER = f"/apis/kvasir.io/v1alpha1/namespaces/{NAMESPACE}/kvasirclusters"
ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
CONTROLLERS = (
    "statefulset-controller",
    "garbage-collector-controller",
    "persistentvolumeclaim-protection-controller",
    "disruption-controller",
)
PATHS = {
    "Namespace": "/api/v1/namespaces",
    "CustomResourceDefinition": "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "Role": "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/roles",
    "RoleBinding": "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
    "Deployment": "/apis/apps/v1/namespaces/{}/deployments",
}
UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


def missing():
    if lacks() or may_run():
        return lacks() or may_run()
    if not (BINARIES / "kube-controller-manager").exists() or not shutil.which("etcd"):
        return "needs etcd, and KVASIR_KUBE_BINARIES=<folder of kube-apiserver and kube-controller-manager>"
    return "" if os.environ.get("IMAGE_OF") == "operator" else "needs an image: make test-operator-image"


pytestmark = [pytest.mark.processes, pytest.mark.skipif(bool(missing()), reason=missing())]


def documents():
    """What `kubectl apply -k` would apply, in its order."""
    files = yaml.safe_load((MANIFESTS / "kustomization.yaml").read_text())["resources"]
    return [one for file in files for one in yaml.safe_load_all((MANIFESTS / file).read_text())]


def deployed():
    """The container of the deployment."""
    kinds = {one["kind"]: one for one in documents()}
    return kinds["Deployment"]["spec"]["template"]["spec"]["containers"][0]


@pytest.fixture(scope="module")
def image():
    made = Image(os.environ["IMAGE"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def hosts():
    made = Hosts()
    yield made
    made.close()


@pytest.fixture(scope="module")
def kubernetes(hosts, tmp_path_factory):
    address = hosts.names.address
    folder = tmp_path_factory.mktemp("kubernetes")
    server = Kubernetes(folder, str(BINARIES / "kube-apiserver"), address, authorization="RBAC")
    try:
        until(server.is_healthy, "the API server")
        command = [str(BINARIES / "kube-controller-manager"), "--leader-elect=false", "--secure-port=0"]
        command += [f"--kubeconfig={folder / 'kubeconfig'}", f"--controllers={','.join(CONTROLLERS)}"]
        server.start("controllers", command)
        for one in documents():
            path = PATHS[one["kind"]].format(one["metadata"].get("namespace"))
            status, answer = server.call("POST", path, one)
            assert status == 201, answer
        assert server.call("POST", PATHS["Namespace"], {"metadata": {"name": NAMESPACE}})[0] == 201
        until(lambda: server.call("GET", CLUSTER)[0] == 200, "the resource is served")
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def operator(image, hosts, kubernetes, tmp_path_factory):
    """A container as the deployment has it."""
    folder = tmp_path_factory.mktemp("operator")
    account = "/api/v1/namespaces/kvasir-operator/serviceaccounts/kvasir-operator"
    token = kubernetes.call("POST", f"{account}/token", {"spec": {}})[1]["status"]["token"]
    (folder / "account").mkdir()
    (folder / "account/token").write_text(token)
    (folder / "account/namespace").write_text("kvasir-operator")
    shutil.copy(kubernetes.folder / "certs/apiserver.crt", folder / "account/ca.crt")
    host, address = hosts.add(1)
    hosts.know_itself(host, address, "kvasir-operator-1")
    names = [one["name"] for one in deployed()["env"]]
    assert names == ["KVASIR_OPERATOR_NAMESPACE"]
    variables = {
        "KVASIR_OPERATOR_NAMESPACE": "kvasir-operator",
        "KUBERNETES_SERVICE_HOST": kubernetes.address,
        "KUBERNETES_SERVICE_PORT": str(kubernetes.port),
        # It is told its limit, which an engine would set.
        "JAVA_TOOL_OPTIONS": f"-XX:MaxRAM={memory_limit()}",
    }
    made = Container(image, host, address, folder / "log", {ACCOUNT: folder / "account"}, variables)
    yield made
    if made.process.poll() is None:
        made.kill()


@pytest.fixture(scope="module")
def machine(kubernetes, hosts, tmp_path_factory):
    made = Machine(kubernetes, hosts, NAMESPACE, tmp_path_factory.mktemp("nodes"))
    yield made
    made.close()


def memory_limit():
    quantity = deployed()["resources"]["limits"]["memory"]
    return int(quantity[:-2]) * UNITS[quantity[-2:]]


def memory(container):
    """What its first process holds, in bytes, and held at most."""
    lines = Path(f"/proc/{container.first_process()}/status").read_text().splitlines()
    held = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}
    return held["VmRSS"], held["VmHWM"]


def test_it_has_nothing_but_java_and_the_operator(image):
    files = [file for file in image.root.rglob("*") if file.is_file() and not file.is_symlink()]
    programs = {file.name for file in files if os.access(file, os.X_OK) and ".so" not in file.name}

    print(f"{len(files)} files, {image.bytes() / 1e6:.0f} MB")
    assert "java" in programs
    assert programs <= {"java", "jrunscript", "keytool", "rmiregistry", "jwebserver", "jspawnhelper", "jexec"}
    assert image.config["User"] == "10001:10001"
    assert image.config["Labels"]["org.opencontainers.image.title"] == "Kvasir operator"


def test_it_runs_as_nobody_on_what_cannot_be_changed(operator):
    until(lambda: "the operator runs" in operator.log.read_text(), "the operator runs")
    process = Path(f"/proc/{operator.first_process()}")
    mounts = [line.split() for line in (process / "mounts").read_text().splitlines()]

    assert "Uid:\t10001\t10001\t10001\t10001" in (process / "status").read_text()
    assert "CapEff:\t0000000000000000" in (process / "status").read_text()
    assert [one[3].split(",")[0] for one in mounts if one[1] == "/"] == ["ro"]
    assert operator.run("/bin/sh", "-c", "true")[0] == 127


def test_it_makes_a_cluster_and_scales_it(operator, kubernetes, machine):
    since = time.monotonic()
    cluster = {
        "apiVersion": "kvasir.io/v1alpha1",
        "kind": "KvasirCluster",
        "metadata": {"name": "kv"},
        "spec": {"replicas": 1, "image": "kvasir:1", "storage": {"whenScaled": "Delete"}},
    }
    status, answer = kubernetes.call("POST", CLUSTER, cluster)
    assert status == 201, answer
    until(lambda: settled(kubernetes, machine, 1), "a cluster of one")
    print(f"a cluster of one node after {time.monotonic() - since:.1f} s")
    for nodes in (2, 1):
        since = time.monotonic()
        kubernetes.call("PATCH", f"{CLUSTER}/kv/scale", {"spec": {"replicas": nodes}})
        until(lambda: settled(kubernetes, machine, nodes), f"a cluster of {nodes}")
        print(f"{nodes} after {time.monotonic() - since:.1f} s")
    conditions = status_of(kubernetes)["conditions"]
    assert {one["type"] for one in conditions if one["status"] == "True"} == {"Ready"}


def status_of(kubernetes):
    return kubernetes.call("GET", f"{CLUSTER}/kv")[1].get("status", {})


def settled(kubernetes, machine, nodes):
    machine.tick()
    cluster = kubernetes.call("GET", f"{CLUSTER}/kv")[1]
    status = cluster.get("status", {})
    members = [one["name"] for one in status.get("members", []) if one["ready"]]
    reasons = {one["type"]: one["reason"] for one in status.get("conditions", [])}
    return (
        status.get("observedGeneration") == cluster["metadata"]["generation"]
        and members == sorted(machine.running) == [f"kv-{n}" for n in range(nodes)]
        and reasons.get("Progressing") == "AsDesired"
    )


def test_it_says_that_it_lives(operator):
    assert operator.ask("/healthz", port=8080).status == 200


def test_it_takes_less_memory_than_the_deployment_gives(operator):
    limit = memory_limit()
    now, most = memory(operator)

    print(f"{now / 2**20:.0f} MiB, at most {most / 2**20:.0f} MiB, of {limit / 2**20:.0f} MiB")
    assert most < limit


def test_it_ends_when_it_is_told_to(operator):
    since = time.monotonic()
    operator.signal(signal.SIGTERM)
    code = operator.process.wait(30)

    print(f"ended with {code} after {time.monotonic() - since:.1f} s")
    assert code == 128 + signal.SIGTERM, json.dumps(operator.log.read_text()[-2000:])
