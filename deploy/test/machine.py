"""The scheduler and kubelet of one machine: pods of a namespace run as nodes on hosts of their own."""

import os
import subprocess

from hosts import Hosts
from pods import STOP_SECONDS, Pod, program

NODE = {"apiVersion": "v1", "kind": "Node", "name": "machine"}


class Machine:
    """Looks at the pods when asked to. An address belongs to a pod's name, as do its host and data."""

    def __init__(self, kubernetes, hosts: Hosts, namespace, folder):
        self.running = {}
        self._kubernetes = kubernetes
        self._hosts = hosts
        self._path = f"/api/v1/namespaces/{namespace}"
        self._folder = folder
        self._told = {}

    def tick(self):
        for pod in self._kubernetes.call("GET", f"{self._path}/pods")[1].get("items", []):
            name = pod["metadata"]["name"]
            if "deletionTimestamp" in pod["metadata"]:
                self._stop(name)
            elif "nodeName" not in pod["spec"]:
                binding = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": name}, "target": NODE}
                self._kubernetes.call("POST", f"{self._path}/pods/{name}/binding", binding)
            elif name not in self.running:
                self._start(pod)
            else:
                self._tell(name)

    def _start(self, pod):
        name = pod["metadata"]["name"]
        host, address = self._hosts.add(10 + int(name.rsplit("-", 1)[1]))
        spec = pod["spec"]
        domain = f"{name}.{spec['subdomain']}.{pod['metadata']['namespace']}.svc"
        self._hosts.know_itself(host, address, domain, name)
        self._hosts.names.names[domain] = [address]
        data = self._folder / name
        data.mkdir(exist_ok=True)
        variables = {one["name"]: self._value(pod, one) for one in spec["containers"][0]["env"]}
        variables["KVASIR_STORAGE_DIRECTORY"] = str(data)
        with (self._folder / f"{name}.log").open("a") as log:
            process = subprocess.Popen(
                ["ip", "netns", "exec", host, *program()],
                env={**os.environ, **variables},
                stdout=log,
                stderr=log,
            )
        self.running[name] = Pod(process, host, address)

    def _value(self, pod, variable):
        source = variable.get("valueFrom", {})
        if "configMapKeyRef" in source:
            reference = source["configMapKeyRef"]
            found = self._kubernetes.call("GET", f"{self._path}/configmaps/{reference['name']}")[1]
            return found["data"][reference["key"]]
        if "fieldRef" in source:
            known = {"metadata.name": pod["metadata"]["name"]}
            return known.get(source["fieldRef"]["fieldPath"], "")
        return variable.get("value", "")

    def _tell(self, name):
        node = self.running[name]
        ready = "True" if node.is_ready() else "False"
        if self._told.get(name) == ready:
            return
        condition = {"type": "Ready", "status": ready}
        status = {"phase": "Running", "podIP": node.address, "conditions": [condition]}
        if self._kubernetes.call("PATCH", f"{self._path}/pods/{name}/status", {"status": status})[0] == 200:
            self._told[name] = ready

    def _stop(self, name):
        node = self.running.get(name)
        if node and node.process.poll() is None:
            node.process.terminate()
            return
        if node:
            self._hosts.remove(self.running.pop(name).host)
            self._told.pop(name, None)
        self._kubernetes.call("DELETE", f"{self._path}/pods/{name}", {"gracePeriodSeconds": 0})

    def close(self):
        for node in self.running.values():
            node.process.kill()
            node.process.wait(STOP_SECONDS)
