"""The pods of a rendered chart as processes on hosts of their own, without Kubernetes.

Each has the variables, the configuration and the name of its pod, and a new address at each start, as
a pod has. Only the data directory is another one.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from chart import DOMAIN, NAME, ROOT, environment
from hosts import Hosts

PATIENCE_SECONDS = 180
STOP_SECONDS = 60


def program():
    """The command that starts `kvasir`: KVASIR, else what was built here; empty when nothing was."""
    said = os.environ.get("KVASIR")
    if said:
        return said.split()
    binary, jar = ROOT / "target/kvasir", ROOT / "target/quarkus-app/quarkus-run.jar"
    if binary.exists():
        return [str(binary)]
    return ["java", "-Xmx256m", "-jar", str(jar)] if jar.exists() else []


def may_run():
    """Why pods cannot be run here; nothing when they can."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        return "needs root and iproute2, for network namespaces"
    if not program():
        return "needs the program: make native, or KVASIR=<command>"
    return ""


def until(condition, what, seconds=PATIENCE_SECONDS):
    """Waits for a condition; fails when it does not come about in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


class Answer:
    def __init__(self, status, text):
        self.status = status
        self.text = text

    def json(self):
        return json.loads(self.text)


class Pod:
    def __init__(self, process, host, address):
        self.process = process
        self.host = host
        self.address = address

    def ask(self, path, method="GET", body=None, port=4001):
        """What it answers; status 0 when nothing."""
        request = urllib.request.Request(
            f"http://{self.address}:{port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.read().decode())
        except OSError:
            return Answer(0, "")

    def is_ready(self):
        return self.ask("/q/health/ready").status == 200


class Pods:
    def __init__(self, objects, folder):
        self.objects = objects
        self.running = {}
        self._folder = Path(folder)
        self._hosts = Hosts()
        self._addresses = 0

    def name(self, ordinal):
        return f"{NAME}-{ordinal}.{DOMAIN}"

    def start(self, ordinal):
        """Starts the pod at an address that no pod had before."""
        self._addresses += 1
        host, address = self._hosts.add(self._addresses)
        pod = f"{NAME}-{ordinal}"
        self._hosts.know_itself(host, address, self.name(ordinal), pod)
        home = self._folder / pod
        (home / "data").mkdir(parents=True, exist_ok=True)
        self._configure(home)
        variables = environment(self.objects, pod) | {"KVASIR_STORAGE_DIRECTORY": str(home / "data")}
        with (home / "log").open("a") as log:
            process = self._run(host, program(), variables, cwd=home, stdout=log, stderr=log)
        self.running[ordinal] = Pod(process, host, address)
        self._name()
        return self.running[ordinal]

    def _configure(self, home):
        settings = self.objects.get(("ConfigMap", NAME))
        if settings:
            (home / "config").mkdir(exist_ok=True)
            text = settings["data"]["application.properties"]
            (home / "config/application.properties").write_text(text)

    @staticmethod
    def _run(host, command, variables, **more):
        return subprocess.Popen(
            ["ip", "netns", "exec", host, *command], env={**os.environ, **variables}, **more
        )

    def _name(self):
        names = {self.name(n): [pod.address] for n, pod in self.running.items()}
        names[DOMAIN] = [pod.address for pod in self.running.values()]
        self._hosts.names.names = names

    def stop(self, ordinal, how=signal.SIGTERM):
        """Ends a pod; its address and its name are gone then."""
        pod = self.running.pop(ordinal)
        pod.process.send_signal(how)
        code = pod.process.wait(STOP_SECONDS)
        self._hosts.remove(pod.host)
        self._name()
        return code

    def run_tool(self, arguments):
        """Runs `kvasir` with these arguments on a host beside the pods."""
        self._addresses += 1
        host, _ = self._hosts.add(self._addresses)
        try:
            tool = self._run(host, [*program(), *arguments], {}, stdout=-1, stderr=-1, text=True)
            out, err = tool.communicate(timeout=PATIENCE_SECONDS)
            return tool.returncode, out, err
        finally:
            self._hosts.remove(host)

    def all_ready(self):
        return all(pod.is_ready() for pod in self.running.values())

    def members(self, ordinal=0):
        answer = self.running[ordinal].ask("/admin/members")
        return {m["id"]: m for m in answer.json()["members"]} if answer.status == 200 else {}

    def close(self):
        for pod in self.running.values():
            pod.process.kill()
            pod.process.wait(STOP_SECONDS)
        self._hosts.close()
