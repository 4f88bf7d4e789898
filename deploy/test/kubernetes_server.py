"""A real API server, with etcd: Go modules (k8s.io/kubernetes, go.etcd.io/etcd/server) or packages."""

import json
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

ISSUER = "https://kubernetes.default.svc"
STOP_SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Kubernetes:
    """etcd on loopback and an API server on an address of this machine, in which `secret` may do all."""

    def __init__(self, folder, server, address="127.0.0.1", authorization="AlwaysAllow"):
        self.folder, self.address = Path(folder), address
        self.port, etcd, peer = free_port(), free_port(), free_port()
        self.url = f"https://{address}:{self.port}"
        self._processes = []
        key = self.folder / "key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        (self.folder / "tokens").write_text('secret,admin,1,"system:masters"\n')
        client, other = f"http://127.0.0.1:{etcd}", f"http://127.0.0.1:{peer}"
        self.start(
            "etcd",
            ["etcd", "--data-dir", str(self.folder / "etcd")]
            + ["--listen-client-urls", client, "--advertise-client-urls", client]
            + ["--listen-peer-urls", other, "--initial-advertise-peer-urls", other]
            + ["--initial-cluster", f"default={other}"],
        )
        self.start(
            "apiserver",
            [server, f"--etcd-servers={client}", f"--secure-port={self.port}"]
            + [f"--bind-address={address}", f"--advertise-address={address}"]
            + [f"--cert-dir={self.folder / 'certs'}", f"--service-account-issuer={ISSUER}"]
            + [f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}"]
            + [f"--authorization-mode={authorization}", f"--token-auth-file={self.folder / 'tokens'}"]
            + ["--disable-admission-plugins=ServiceAccount", "--watch-cache=false"],
        )
        self.environment = {"KUBECONFIG": str(self._config())}

    def start(self, name, command):
        """Starts what ends with the server."""
        with (self.folder / f"{name}.log").open("w") as out:
            self._processes.append(subprocess.Popen(command, stdout=out, stderr=out))

    def _config(self):
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {"name": "c", "cluster": {"server": self.url, "insecure-skip-tls-verify": True}}
            ],
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "users": [{"name": "u", "user": {"token": "secret"}}],
            "current-context": "c",
        }
        (self.folder / "kubeconfig").write_text(json.dumps(config))
        return self.folder / "kubeconfig"

    def is_healthy(self):
        """Whether all of it is there: controllers that find it half started end."""
        return self.call("GET", "/healthz")[0] == 200 and (
            self.call("GET", "/api/v1/namespaces/default")[0] == 200
        )

    def call(self, method, path, body=None):
        """Status and document of an answer; status 0 without one."""
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        request = urllib.request.Request(
            f"{self.url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer secret", "Content-Type": kind},
        )
        try:
            trust = ssl._create_unverified_context()
            with urllib.request.urlopen(request, timeout=30, context=trust) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text.startswith(b"{") else {}
        except urllib.error.HTTPError as refused:
            text = refused.read()
            return refused.code, json.loads(text) if text.startswith(b"{") else {}
        except OSError:
            return 0, {}

    def close(self):
        for process in reversed(self._processes):
            process.terminate()
            process.wait(STOP_SECONDS)
