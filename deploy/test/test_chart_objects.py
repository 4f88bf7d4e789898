"""What the chart's objects say."""

import re
import xml.etree.ElementTree

import pytest
import yaml
from chart import CHART, DOMAIN, NAME, ROOT, container, environment, node, render

FOUNDERS = [f"{NAME}-{n}@{NAME}-{n}.{DOMAIN}:7101" for n in range(3)]


@pytest.fixture(scope="module")
def cluster():
    return render(files=["values-cluster.yaml"])


@pytest.fixture(scope="module")
def single():
    return render(files=["values-single.yaml"])


def pod(objects):
    return node(objects)["spec"]["template"]["spec"]


def test_a_cluster_is_founded_by_three_names(cluster):
    assert node(cluster)["spec"]["replicas"] == 3
    assert environment(cluster, f"{NAME}-1")["KVASIR_CLUSTER_MEMBERS"] == ",".join(FOUNDERS)


def test_more_replicas_do_not_change_who_founded(cluster):
    more = render({"replicas": 5}, files=["values-cluster.yaml"])

    assert pod(more) == pod(cluster)


def test_a_node_that_joins_is_not_among_the_founders_and_has_its_own_name():
    variables = environment(render({"replicas": 5}), f"{NAME}-4")

    assert variables["KVASIR_NODE_ID"] == f"{NAME}-4"
    assert f"{NAME}-4@" not in variables["KVASIR_CLUSTER_MEMBERS"]
    assert variables["KVASIR_BUS_HOST"] == f"{NAME}-4.{DOMAIN}"
    assert variables["KVASIR_HTTP_ADVERTISED"] == f"http://{NAME}-4.{DOMAIN}:4001"


def test_no_address_of_a_pod_is_ever_a_setting(cluster):
    assert "podIP" not in yaml.safe_dump(list(cluster.values()))


def test_a_single_node_is_a_cluster_of_itself_that_can_grow(single):
    variables = environment(single, f"{NAME}-0")

    assert node(single)["spec"]["replicas"] == 1
    assert variables["KVASIR_CLUSTER_MEMBERS"] == FOUNDERS[0]
    grown = render({"mode": "cluster", "replicas": 3, "founders": 1})
    assert environment(grown, f"{NAME}-0") == variables


def test_founders_start_together(cluster):
    assert node(cluster)["spec"]["podManagementPolicy"] == "Parallel"


def test_updates_go_on_only_when_the_others_have_found_the_node_again(cluster):
    assert node(cluster)["spec"]["updateStrategy"]["type"] == "RollingUpdate"
    assert node(cluster)["spec"]["minReadySeconds"] >= 10


def test_the_budget_permits_exactly_one_eviction(cluster):
    budget = cluster["PodDisruptionBudget", NAME]["spec"]

    assert budget["maxUnavailable"] == 1
    assert "minAvailable" not in budget
    labels = node(cluster)["spec"]["template"]["metadata"]["labels"]
    assert budget["selector"]["matchLabels"].items() <= labels.items()


def test_a_single_node_can_be_evicted(single):
    assert ("PodDisruptionBudget", NAME) not in single


def test_probes_ask_what_the_server_answers(cluster):
    paths = {
        probe: container(cluster)[f"{probe}Probe"]["httpGet"]["path"]
        for probe in ("startup", "readiness", "liveness")
    }

    assert paths == {
        "startup": "/q/health/started",
        "readiness": "/q/health/ready",
        "liveness": "/q/health/live",
    }


def test_nothing_that_runs_before_a_stop_touches_the_members(cluster):
    assert container(cluster)["lifecycle"] == {"preStop": {"sleep": {"seconds": 5}}}
    old = render(kubernetes="1.29.0")
    assert "lifecycle" not in container(old)


def test_the_grace_period_has_room_for_the_drain(cluster):
    grace = pod(cluster)["terminationGracePeriodSeconds"]
    sleep = container(cluster)["lifecycle"]["preStop"]["sleep"]["seconds"]
    clients = 5  # kvasir.http.drain-timeout, and those of TCP and the dialects beside it
    own = next(e["value"] for e in container(cluster)["env"] if e["name"] == "KVASIR_SHUTDOWN_GRACE")

    assert own == f"{grace - sleep - 5}s"
    assert grace - sleep - 5 >= 2 * clients + 10


def test_a_grace_period_of_ones_own_is_left_alone():
    objects = render({"config": {"kvasir.shutdown.grace": "7s"}})

    assert "KVASIR_SHUTDOWN_GRACE" not in {e["name"] for e in container(objects)["env"]}


def test_runs_without_rights(cluster):
    assert pod(cluster)["securityContext"]["runAsNonRoot"] is True
    assert pod(cluster)["securityContext"]["runAsUser"] == 10001
    assert pod(cluster)["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container(cluster)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod(cluster)["automountServiceAccountToken"] is False


def test_variables_of_services_are_not_taken_for_settings(cluster):
    assert pod(cluster)["enableServiceLinks"] is False


def test_the_read_only_root_has_places_to_write(cluster):
    mounts = {mount["mountPath"] for mount in container(cluster)["volumeMounts"]}

    assert {"/data", "/tmp"} <= mounts


def test_nodes_spread(cluster, single):
    spread = {c["topologyKey"]: c for c in pod(cluster)["topologySpreadConstraints"]}

    assert spread["kubernetes.io/hostname"]["whenUnsatisfiable"] == "DoNotSchedule"
    assert "topology.kubernetes.io/zone" in spread
    labels = node(cluster)["spec"]["template"]["metadata"]["labels"]
    for constraint in spread.values():
        assert constraint["labelSelector"]["matchLabels"].items() <= labels.items()
    assert "topologySpreadConstraints" not in pod(single)


def test_the_zone_is_that_of_the_pod(cluster):
    zone = {"topology.kubernetes.io/zone": "north"}

    assert environment(cluster, f"{NAME}-0", labels=zone)["KVASIR_NODE_ZONE"] == "north"
    assert environment(cluster, f"{NAME}-0")["KVASIR_NODE_ZONE"] == ""


def test_members_are_found_before_they_are_ready(cluster):
    members = cluster["Service", f"{NAME}-members"]["spec"]

    assert members["clusterIP"] == "None"
    assert members["publishNotReadyAddresses"] is True
    assert node(cluster)["spec"]["serviceName"] == f"{NAME}-members"


def test_clients_reach_only_nodes_that_are_ready(cluster):
    clients = cluster["Service", NAME]["spec"]

    assert {port["name"]: port["port"] for port in clients["ports"]} == {"http": 4001, "tcp": 5001}
    assert "publishNotReadyAddresses" not in clients


def test_both_services_select_the_nodes_and_nothing_else(cluster):
    labels = node(cluster)["spec"]["template"]["metadata"]["labels"]
    test = cluster["Pod", f"{NAME}-test"]["metadata"]["labels"]

    for name in (NAME, f"{NAME}-members"):
        selector = cluster["Service", name]["spec"]["selector"]
        assert selector.items() <= labels.items()
        assert not selector.items() <= test.items()


def test_only_nodes_reach_the_event_bus(cluster):
    policy = cluster["NetworkPolicy", NAME]["spec"]
    bus = [rule for rule in policy["ingress"] if {"port": "bus"} in rule["ports"]]

    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert len(bus) == 1
    assert {"port": "swim", "protocol": "UDP"} in bus[0]["ports"]
    component = bus[0]["from"][0]["podSelector"]["matchLabels"]["app.kubernetes.io/component"]
    assert component == "node"


def test_who_may_use_it_can_be_said():
    clients = [{"namespaceSelector": {"matchLabels": {"team": "shop"}}}]
    policy = render({"networkPolicy": {"clients": clients}})["NetworkPolicy", NAME]["spec"]

    served = [rule["from"] for rule in policy["ingress"] if {"port": "tcp"} in rule["ports"]]
    assert clients[0] in served[0]
    assert {"podSelector": {}} not in served[0]


def test_volumes_outlive_pods_unless_told_otherwise(cluster):
    claim = node(cluster)["spec"]["volumeClaimTemplates"][0]

    assert node(cluster)["spec"]["persistentVolumeClaimRetentionPolicy"] == {
        "whenDeleted": "Retain",
        "whenScaled": "Retain",
    }
    assert claim["spec"]["resources"]["requests"]["storage"] == "50Gi"
    assert "storageClassName" not in claim["spec"]


def test_claims_have_nothing_that_changes_with_a_release(cluster):
    labels = node(cluster)["spec"]["volumeClaimTemplates"][0]["metadata"]["labels"]

    assert set(labels) == {"app.kubernetes.io/name", "app.kubernetes.io/instance"}


def test_without_persistence_the_data_is_in_the_pod():
    objects = render({"persistence": {"enabled": False}})

    assert "volumeClaimTemplates" not in node(objects)["spec"]
    assert {"name": "data", "emptyDir": {"sizeLimit": "10Gi"}} in pod(objects)["volumes"]


def test_settings_reach_the_node_and_restart_it():
    settings = {
        "kvasir.hints.max-age": "6h",
        "kvasir.hints.max-records": 5_000_000,
        "kvasir.cluster.auto-join": False,
        "quarkus.log.console.format": " %d \\ %s%n\n",
    }
    objects = render({"config": settings})

    text = objects["ConfigMap", NAME]["data"]["application.properties"]
    assert text.splitlines() == [
        "kvasir.cluster.auto-join=false",
        "kvasir.hints.max-age=6h",
        "kvasir.hints.max-records=5000000",
        "quarkus.log.console.format=\\ %d \\\\ %s%n\\n",
    ]
    mount = {"name": "config", "mountPath": "/opt/kvasir/config", "readOnly": True}
    assert mount in container(objects)["volumeMounts"]
    assert container(objects)["workingDir"] == "/opt/kvasir"
    assert checksum(objects) != checksum(render())


def checksum(objects):
    return node(objects)["spec"]["template"]["metadata"]["annotations"]["kvasir.io/config"]


def test_the_image_is_the_release_a_tag_or_a_digest():
    digest = "sha256:" + "a" * 64

    assert container(render())["image"] == f"kvasir:{version()}"
    assert container(render({"image": {"tag": "2"}}))["image"] == "kvasir:2"
    assert container(render({"image": {"tag": "2", "digest": digest}}))["image"] == f"kvasir@{digest}"


def version():
    pom = xml.etree.ElementTree.parse(ROOT / "pom.xml").getroot()
    return pom.find("{*}version").text


def test_names_are_short_enough_for_pods():
    objects = render(release="a" * 53)
    name = next(name for kind, name in objects if kind == "StatefulSet")

    assert len(f"{name}-99") <= 63
    assert all(len(n) <= 63 for _, n in objects)


def test_the_name_is_not_said_twice():
    assert ("StatefulSet", "kvasir") in render(release="kvasir")


def test_metrics_are_scraped_once_and_by_the_name_of_the_pod():
    monitor = render({"serviceMonitor": {"enabled": True, "labels": {"release": "prom"}}})
    spec = monitor["ServiceMonitor", NAME]["spec"]
    services = [o for (kind, _), o in monitor.items() if kind == "Service"]
    selected = [
        s for s in services if spec["selector"]["matchLabels"].items() <= s["metadata"]["labels"].items()
    ]

    assert [s["metadata"]["name"] for s in selected] == [f"{NAME}-members"]
    assert spec["endpoints"][0]["port"] == "http"
    assert spec["endpoints"][0]["path"] == "/metrics"
    assert spec["endpoints"][0]["relabelings"][0]["targetLabel"] == "instance"
    assert monitor["ServiceMonitor", NAME]["metadata"]["labels"]["release"] == "prom"


def test_what_needs_other_operators_is_off():
    kinds = {kind for kind, _ in render()}

    assert not kinds & {"ServiceMonitor", "PrometheusRule", "ValidatingAdmissionPolicy"}


def test_every_object_says_whose_it_is():
    everything = {
        "serviceMonitor": {"enabled": True},
        "prometheusRule": {"enabled": True},
        "dashboards": {"enabled": True},
        "scaleDown": {"admissionPolicy": True},
        "config": {"kvasir.scan.concurrent": 3},
    }
    for (kind, name), value in render(everything).items():
        labels = value["metadata"]["labels"]
        assert labels["app.kubernetes.io/instance"] == "kv", (kind, name)
        assert labels["app.kubernetes.io/managed-by"] == "Helm", (kind, name)


def test_the_dockerfile_has_the_user_and_folder_that_the_chart_takes_for_granted():
    dockerfile = (ROOT / "Dockerfile.native").read_text()

    assert "USER 10001:10001" in dockerfile
    assert re.search(r"^WORKDIR /opt/kvasir$", dockerfile, re.M)


def test_the_settings_that_the_chart_makes_exist():
    known = (ROOT / "docs/operations.md").read_text()
    for name in environment(render(), "kv-0"):
        if name.startswith("KVASIR_"):
            assert f"`{name.lower().replace('_', '.')}`" in known, name


def test_the_chart_is_of_the_version_of_the_server():
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())

    assert chart["appVersion"] == version()
