"""What an upgrade does with what is there: fewer nodes only after they have left."""

import pytest
from apiserver import ApiServer
from chart import DOMAIN, NAME, NAMESPACE, Refused, node, render

DRAIN = ("Job", f"{NAME}-drain")


@pytest.fixture
def api(tmp_path):
    server = ApiServer(tmp_path)
    yield server
    server.close()


def install(api, replicas, founders=3, generation=7):
    present = node(render({"replicas": max(3, replicas), "founders": founders}))
    present["spec"]["replicas"] = replicas
    present["metadata"]["generation"] = generation
    api.put(present)


def drained(objects):
    job = objects[DRAIN]["spec"]["template"]["spec"]
    return [container["args"] for container in job["initContainers"]]


def leave(ordinal):
    return ["admin", "leave", "--wait", f"--server=http://{NAME}-{ordinal}.{DOMAIN}:4001"]


def test_nothing_is_drained_at_the_first_installation(api):
    assert DRAIN not in render(api=api)


def test_nothing_is_drained_when_the_number_stays(api):
    install(api, 3)

    assert DRAIN not in render(api=api)


def test_nothing_is_drained_when_nodes_are_added(api):
    install(api, 3)

    objects = render({"replicas": 5}, api=api)

    assert DRAIN not in objects
    assert node(objects)["spec"]["replicas"] == 5


def test_each_node_that_is_too_many_leaves_the_last_first(api):
    install(api, 6)

    assert drained(render({"replicas": 3}, api=api)) == [leave(5), leave(4), leave(3)]


def test_the_drain_is_over_before_the_upgrade_begins_and_fails_it(api):
    install(api, 4)

    annotations = render({"replicas": 3}, api=api)[DRAIN]["metadata"]["annotations"]

    assert annotations["helm.sh/hook"] == "pre-upgrade"
    assert "hook-failed" not in annotations["helm.sh/hook-delete-policy"]


def test_the_drain_has_a_deadline_and_is_tried_again_until_then(api):
    install(api, 4)
    values = {"replicas": 3, "scaleDown": {"timeoutSeconds": 120}}

    spec = render(values, api=api)[DRAIN]["spec"]

    assert spec["activeDeadlineSeconds"] == 120
    assert spec["template"]["spec"]["restartPolicy"] == "OnFailure"


def test_the_drain_needs_nothing_but_the_image_of_the_node(api):
    install(api, 4)

    objects = render({"replicas": 3}, api=api)
    job = objects[DRAIN]["spec"]["template"]["spec"]

    image = node(objects)["spec"]["template"]["spec"]["containers"][0]["image"]
    every = job["initContainers"] + job["containers"]
    assert {container["image"] for container in every} == {image}
    assert not any("command" in container for container in every)
    assert job["securityContext"]["runAsNonRoot"] is True
    assert "serviceAccountName" not in job


def test_the_drain_is_let_through_to_the_nodes(api):
    install(api, 4)
    clients = [{"namespaceSelector": {"matchLabels": {"team": "shop"}}}]

    objects = render({"replicas": 3, "networkPolicy": {"clients": clients}}, api=api)

    labels = objects[DRAIN]["spec"]["template"]["metadata"]["labels"]
    served = objects["NetworkPolicy", NAME]["spec"]["ingress"][1]["from"]
    assert any(
        peer.get("podSelector", {}).get("matchLabels", {"": None}).items() <= labels.items()
        for peer in served
    )


def test_the_pod_of_the_drain_is_no_node(api):
    install(api, 4)
    objects = render({"replicas": 3}, api=api)

    labels = objects[DRAIN]["spec"]["template"]["metadata"]["labels"]
    assert not node(objects)["spec"]["selector"]["matchLabels"].items() <= labels.items()


def test_fewer_nodes_are_refused_when_that_is_the_policy(api):
    install(api, 5)

    with pytest.raises(Refused, match="5 nodes are to become 3"):
        render({"replicas": 3, "scaleDown": {"policy": "refuse"}}, api=api)


def test_who_says_that_they_have_left_is_believed(api):
    install(api, 5)

    objects = render({"replicas": 3, "scaleDown": {"policy": "drained"}}, api=api)

    assert DRAIN not in objects
    assert node(objects)["spec"]["replicas"] == 3


def test_the_founders_stay(api):
    install(api, 5)

    with pytest.raises(Refused, match="founders was 3"):
        render({"replicas": 5, "founders": 5}, api=api)


def test_a_single_node_becomes_a_cluster(api):
    install(api, 1, founders=1)

    objects = render({"mode": "cluster", "replicas": 3, "founders": 1}, api=api)

    assert node(objects)["spec"]["replicas"] == 3
    assert DRAIN not in objects


def test_a_cluster_becomes_a_single_node_when_one_founded_it(api):
    install(api, 3, founders=1)

    objects = render({"mode": "single", "replicas": 1, "founders": 1}, api=api)

    assert drained(objects) == [leave(2), leave(1)]


def test_the_state_that_an_upgrade_saw_is_written_down(api):
    install(api, 3, generation=12)

    annotations = node(render(api=api))["metadata"]["annotations"]

    assert annotations["kvasir.io/drained-at"] == "12"


def test_an_installation_says_nothing_about_a_drain():
    assert "kvasir.io/drained-at" not in node(render())["metadata"]["annotations"]
