"""The image of a node: what is in it, and three containers of it as a cluster."""

import os
import signal
import time

import pytest
from containers import Containers, Image, lacks
from pods import until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(bool(lacks()), reason=lacks()),
]
KVASIR = "/opt/kvasir/kvasir"


@pytest.fixture(scope="module")
def image():
    made = Image(os.environ["IMAGE"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def cluster(image, tmp_path_factory):
    made = Containers(image, tmp_path_factory.mktemp("volumes"))
    for number in (1, 2, 3):
        made.start(number)
    try:
        until(made.all_ready, "three nodes ready")
        yield made
    finally:
        made.close()


def put(container, key, value, query="?w=3"):
    path = f"/bucket/__default_lww__/{key}{query}"
    return container.ask(path, "PUT", {"value": value}).status == 200


def get(container, key, query="?r=3"):
    answer = container.ask(f"/bucket/__default_lww__/{key}{query}")
    return answer.json()["value"] if answer.status == 200 else None


def test_it_has_nothing_but_the_program_and_what_that_needs(image):
    files = {str(file.relative_to(image.root)) for file in image.root.rglob("*") if file.is_file()}
    programs = {name for name in files if os.access(image.root / name, os.X_OK) and ".so" not in name}
    rest = {name for name in files if ".so" not in name and not name.startswith("etc/")}

    print(f"{len(files)} files, {image.bytes() / 1e6:.0f} MB")
    assert programs == rest == {"opt/kvasir/kvasir"}


def test_it_says_what_it_is_and_runs_as_nobody_in_particular(image):
    labels = image.config["Labels"]

    assert image.config["User"] == "10001:10001"
    assert image.config["Volumes"] == {"/data": {}}
    assert labels["org.opencontainers.image.title"] == "Kvasir"
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
    assert {"org.opencontainers.image.version", "org.opencontainers.image.revision"} <= set(labels)


def test_it_has_no_shell_and_nothing_of_it_can_be_changed(cluster):
    node = cluster.running[1]

    assert node.run("/bin/sh", "-c", "true")[0] == 127
    status = open(f"/proc/{node.first_process()}/status").read()
    assert "Uid:\t10001\t10001\t10001\t10001" in status
    assert "CapEff:\t0000000000000000" in status
    mounts = open(f"/proc/{node.first_process()}/mounts").read()
    assert [line.split()[3].split(",")[0] for line in mounts.splitlines() if line.split()[1] == "/"] == ["ro"]


def test_three_containers_are_a_cluster(cluster):
    until(lambda: put(cluster.running[1], "a", "1"), "a write to all")

    assert [get(cluster.running[n], "a") for n in (1, 2, 3)] == ["1", "1", "1"]


def test_its_tools_work_inside(cluster):
    node = cluster.running[2]

    assert node.run(KVASIR, "--version")[1].startswith("kvasir ")
    assert node.run(KVASIR, "status")[0] == 0  # the health check of deploy/compose
    assert node.run(KVASIR, "put", "tool", "grün")[0] == 0
    assert "grün" in node.run(KVASIR, "-o", "raw", "get", "tool")[1]


def test_the_shell_inside_has_its_editor(cluster):
    """Tab completes, which it does not at what the shell takes for no terminal."""
    shown = cluster.running[3].at_terminal((KVASIR, "shell"), b"lim\t\r")

    assert "transaction_operations" in shown, shown
    assert "Unknown command" not in shown


def test_who_is_killed_and_who_is_stopped_come_back_with_all_they_had(cluster):
    assert put(cluster.running[1], "kept", "yes")

    for number, how, in_order in ((2, signal.SIGKILL, False), (3, signal.SIGTERM, True)):
        since = time.monotonic()
        assert (cluster.stop(number, how) == 0) is in_order
        print(f"{how.name}: ended after {time.monotonic() - since:.1f} s")
        assert put(cluster.running[1], f"without{number}", "x", "?w=2")
        cluster.start(number)
        until(cluster.all_ready, "all ready")
        until(lambda: put(cluster.running[1], f"with{number}", "x"), "a write to all")

    for node in cluster.running.values():
        until(lambda: get(node, "kept"), "a read of all, where all were found at their new addresses")
        assert get(node, "kept") == "yes"
        assert get(node, "without2") == get(node, "without3") == "x"
