"""The chart as helm renders it."""

import os
import shutil
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "deploy/helm/kvasir"
RELEASE = "kv"
NAMESPACE = "stores"
NAME = "kv-kvasir"
DOMAIN = f"{NAME}-members.{NAMESPACE}.svc.cluster.local"
KUBERNETES = "1.34.0"
SECONDS = 60


class Refused(Exception):
    """What helm said when it rendered nothing."""


def helm(*arguments, values=None, environment=None):
    command = [os.environ.get("HELM") or shutil.which("helm") or "helm", *arguments]
    if values is not None:
        command += ["--values", "-"]
    done = subprocess.run(
        command,
        input=yaml.safe_dump(values) if values is not None else None,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode != 0:
        raise Refused(done.stderr)
    return done.stdout


def render(values=None, files=(), kubernetes=KUBERNETES, release=RELEASE, api=None):
    """The objects of the chart with these values, by kind and name.

    `api` is an API server whose objects `lookup` finds; without one it finds nothing.
    """
    arguments = ["template", release, str(CHART), "--namespace", NAMESPACE]
    arguments += [word for file in files for word in ("--values", str(CHART / file))]
    arguments += ["--kube-version", kubernetes]
    if api:
        arguments += ["--dry-run=server", "--is-upgrade"]
    environment = api.environment if api else None
    return _objects(helm(*arguments, values=values or {}, environment=environment))


def _objects(text):
    found = {}
    for document in yaml.safe_load_all(text):
        if document:
            key = (document["kind"], document["metadata"]["name"])
            assert key not in found, f"{key} is rendered twice"
            found[key] = document
    return found


def node(objects, name=NAME):
    return objects["StatefulSet", name]


def container(objects, name=NAME):
    return node(objects, name)["spec"]["template"]["spec"]["containers"][0]


def environment(objects, pod, name=NAME, labels=None):
    """The variables of the node's container in a pod, as a kubelet puts them together."""
    result = {}
    for variable in container(objects, name)["env"]:
        source = variable.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath")
        if source == "metadata.name":
            value = pod
        elif source:
            label = source.removeprefix("metadata.labels['").removesuffix("']")
            value = (labels or {}).get(label, "")
        else:
            value = variable["value"]
            for known, text in result.items():
                value = value.replace(f"$({known})", text)
        result[variable["name"]] = value
    return result
