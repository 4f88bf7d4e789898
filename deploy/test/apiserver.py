"""As much of a Kubernetes API server as helm's `lookup` asks for, over what a test puts into it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GROUPS = {
    "v1": ["Pod", "Service", "ConfigMap", "Secret", "ServiceAccount"],
    "apps/v1": ["StatefulSet"],
    "batch/v1": ["Job"],
    "policy/v1": ["PodDisruptionBudget"],
    "networking.k8s.io/v1": ["NetworkPolicy"],
    "admissionregistration.k8s.io/v1": [
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
    ],
}


def plural(kind):
    return kind.lower()[:-1] + "ies" if kind.endswith("y") else kind.lower() + "s"


class ApiServer:
    """Serves objects by path on a port of loopback, until `close`."""

    def __init__(self, folder, version="1.34"):
        self.objects = {}
        self._version = version
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                found = outer._answer(self.path.split("?")[0])
                body = json.dumps(found or {"kind": "Status", "apiVersion": "v1", "code": 404})
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.environment = {"KUBECONFIG": str(self._write_config(folder))}

    def _write_config(self, folder):
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {
                    "name": "c",
                    "cluster": {"server": f"http://127.0.0.1:{self._server.server_port}"},
                }
            ],
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "users": [{"name": "u", "user": {}}],
            "current-context": "c",
        }
        path = folder / "kubeconfig"
        path.write_text(json.dumps(config))
        return path

    def put(self, document):
        meta = document["metadata"]
        version = document["apiVersion"]
        root = "/api/v1" if version == "v1" else f"/apis/{version}"
        kind = plural(document["kind"])
        self.objects[f"{root}/namespaces/{meta['namespace']}/{kind}/{meta['name']}"] = document

    def _answer(self, path):
        if path == "/version":
            major, minor = self._version.split(".")
            return {"major": major, "minor": minor, "gitVersion": f"v{self._version}.0"}
        if path == "/api":
            return {"kind": "APIVersions", "versions": ["v1"]}
        if path == "/apis":
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": self._groups()}
        for version, kinds in GROUPS.items():
            if path == ("/api/v1" if version == "v1" else f"/apis/{version}"):
                return self._resources(version, kinds)
        return self.objects.get(path)

    @staticmethod
    def _groups():
        named = [version.split("/") for version in GROUPS if "/" in version]
        return [
            {
                "name": group,
                "versions": [{"groupVersion": f"{group}/{version}", "version": version}],
                "preferredVersion": {"groupVersion": f"{group}/{version}", "version": version},
            }
            for group, version in named
        ]

    @staticmethod
    def _resources(version, kinds):
        return {
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": version,
            "resources": [
                {
                    "name": plural(kind),
                    "singularName": kind.lower(),
                    "namespaced": not kind.startswith("Validating"),
                    "kind": kind,
                    "verbs": ["get", "list"],
                }
                for kind in kinds
            ],
        }

    def close(self):
        self._server.shutdown()
        self._server.server_close()
