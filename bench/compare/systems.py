"""The systems that are compared: how each is started, reached, paused and ended."""

import base64
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket

from processes import Child, Missing, end, free_ports, fresh, until

NODES = 3
START_SECONDS = 120

# name, consistency, type
BUCKETS = (
    ("lin", "linearizable", "lww"),
    ("w2", "consistent", "lww"),
    ("eventual", "eventual", "lww"),
    ("counter", "eventual", "pn_counter"),
)


def ask(port, method, path, body=None, seconds=10):
    """Status, headers and body of an answer; status 0 when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, {}, b""
    finally:
        connection.close()


class System:
    """Servers of one kind, all on this machine; `logs` is the directory of what they print."""

    size = NODES
    logs = "."

    def __init__(self, name, directory):
        self.name = name
        self.directory = directory
        self.nodes = [None] * self.size

    def command(self, node):
        raise NotImplementedError

    def start(self):
        fresh(self.directory)
        for node in range(self.size):
            self.start_node(node)
        self.await_ready()
        return self

    def start_node(self, node):
        os.makedirs(os.path.join(self.directory, f"data{node}"), exist_ok=True)
        self.nodes[node] = Child(self.command(node), self.log(node))

    def log(self, node):
        return os.path.join(self.logs, f"{self.name}-{node}.log")

    def data(self, node):
        return os.path.join(self.directory, f"data{node}")

    def await_ready(self):
        for node in range(self.size):
            until(f"node {node} of {self.name} is ready (see {self.log(node)})",
                  lambda node=node: self.is_ready(node), START_SECONDS)

    def is_ready(self, node):
        if not self.nodes[node].is_running():
            raise Missing(f"node {node} of {self.name} ended; see {self.nodes[node].log}")
        return self.answers(node)

    def answers(self, node):
        raise NotImplementedError

    def children(self):
        return [child for child in self.nodes if child is not None]

    def pause(self):
        for child in self.children():
            child.signal(signal.SIGSTOP)

    def resume(self):
        for child in self.children():
            child.signal(signal.SIGCONT)
        self.await_ready()
        until(f"{self.name} takes writes", self.takes_writes, START_SECONDS)

    def takes_writes(self):
        return True

    def stop(self):
        end(self.children())
        self.nodes = [None] * self.size

    def remove(self):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


class Kvasir(System):
    """Nodes of Kvasir, native or on the JVM, and the buckets of the workloads."""

    def __init__(self, name, directory, program, size=NODES):
        self.size = size
        super().__init__(name, directory)
        self.program = program
        ports = free_ports(3 * size)
        self.http, self.tcp, self.bus = ports[:size], ports[size:2 * size], ports[2 * size:]

    def command(self, node):
        members = ",".join(f"node{n}@127.0.0.1:{port}" for n, port in enumerate(self.bus))
        settings = {
            "node.id": f"node{node}", "cluster.name": "bench", "cluster.members": members,
            "http.host": "127.0.0.1", "http.port": self.http[node],
            "tcp.host": "127.0.0.1", "tcp.port": self.tcp[node],
            "storage.directory": self.data(node)}
        options = [f"-Dkvasir.{name}={value}" for name, value in settings.items()]
        if self.program[-2:-1] == ["-jar"]:
            return self.program[:-2] + options + self.program[-2:]
        return self.program + options

    def start(self):
        super().start()
        if self.size > 1:
            for name, consistency, kind in BUCKETS:
                until(f"{self.name} makes bucket {name}",
                      lambda: self.makes(name, consistency, kind), START_SECONDS)
            until(f"{self.name} takes writes", self.takes_writes, START_SECONDS)
        return self

    def makes(self, name, consistency, kind):
        body = {"name": name, "type": kind, "consistency": consistency, "replication_n": NODES}
        status, _, told = ask(self.http[0], "POST", "/buckets", body)
        if status == 400:
            raise Missing(f"{self.name} refuses bucket {name}: {told.decode()}")
        return status in (200, 201, 409)

    def answers(self, node):
        return ask(self.http[node], "GET", "/readyz")[0] == 200

    def takes_writes(self):
        return all(ask(port, "PUT", f"/bucket/{bucket}/first", {"value": "v"})[0] == 200
                   for port in self.http for bucket in ("lin", "w2"))

    def target(self, scheme):
        ports = self.tcp if scheme == "tcp" else self.http
        return ",".join(f"{scheme}://127.0.0.1:{port}" for port in ports)

    def ports(self):
        return self.http

    def leader(self):
        """The number of the node that leads the linearizable bucket."""
        for port in self.http:
            address = ask(port, "PUT", "/bucket/lin/first", {"value": "v"})[1].get("Kvasir-Leader")
            if address:
                return self.http.index(int(address.rstrip("/").rsplit(":", 1)[1]))
        raise Missing(f"{self.name} names no leader")

    def write(self, number):
        """A write that must be in the log of a majority: method, path, body."""
        return "PUT", f"/bucket/lin/probe{number % 100}", json.dumps({"value": str(number)})


class Etcd(System):
    """Nodes of etcd with their gateway."""

    def __init__(self, name, directory):
        super().__init__(name, directory)
        ports = free_ports(2 * NODES)
        self.clients, self.peers = ports[:NODES], ports[NODES:]

    def command(self, node):
        url, peer = (f"http://127.0.0.1:{ports[node]}" for ports in (self.clients, self.peers))
        cluster = ",".join(f"etcd{n}=http://127.0.0.1:{port}" for n, port in enumerate(self.peers))
        return ["etcd", "--name", f"etcd{node}", "--data-dir", self.data(node),
                "--log-level", "error", "--listen-client-urls", url,
                "--advertise-client-urls", url, "--listen-peer-urls", peer,
                "--initial-advertise-peer-urls", peer, "--initial-cluster", cluster]

    def answers(self, node):
        return ask(self.clients[node], "GET", "/health")[0] == 200

    def takes_writes(self):
        method, path, body = self.write(0)
        return all(ask(port, method, path, json.loads(body))[0] == 200 for port in self.clients)

    def target(self, scheme):
        return ",".join(f"{scheme}://127.0.0.1:{port}" for port in self.clients)

    def ports(self):
        return self.clients

    def leader(self):
        for node, port in enumerate(self.clients):
            status, _, body = ask(port, "POST", "/v3/maintenance/status", {})
            with contextlib.suppress(ValueError, KeyError):
                told = json.loads(body)
                if status == 200 and told["leader"] == told["header"]["member_id"]:
                    return node
        raise Missing("etcd has no leader")

    def write(self, number):
        key, value = (base64.b64encode(text.encode()).decode()
                      for text in (f"probe{number % 100}", str(number)))
        return "POST", "/v3/kv/put", json.dumps({"key": key, "value": value})


class Redis(System):
    """One Redis; `durable`: every write is synced before its answer."""

    size = 1

    def __init__(self, name, directory, durable):
        super().__init__(name, directory)
        self.port = free_ports(1)[0]
        self.durable = durable

    def command(self, node):
        durable = ["--appendonly", "yes", "--appendfsync", "always"] if self.durable else []
        return ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1",
                "--dir", self.data(node), *durable]

    def answers(self, node):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def target(self, scheme):
        return f"{scheme}://127.0.0.1:{self.port}"
