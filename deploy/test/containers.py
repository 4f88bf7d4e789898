"""Containers of an image without an engine: its root file system, read-only, as its user, each on a host
of its own. What an engine adds is added: /proc, /dev, names, /tmp in memory, and a volume for /data.
"""

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

from hosts import ETC_NETNS, Hosts
from pods import PATIENCE_SECONDS, STOP_SECONDS, Pod

TOOLS = ("buildah", "ip", "unshare", "chroot", "setpriv")

# In a mount namespace of its own, so all of it goes with the process.
ENTER = """
set -e
mount --bind "$ROOT" "$ROOT"
echo "$VOLUMES" | while read -r volume target; do mount --bind "$volume" "$ROOT$target"; done
mount --rbind /dev "$ROOT/dev"
mount --bind "$NAMES/hosts" "$ROOT/etc/hosts"
mount --bind "$NAMES/resolv.conf" "$ROOT/etc/resolv.conf"
mount -t proc proc "$ROOT/proc"
mount -t tmpfs -o noexec,nosuid,nodev tmpfs "$ROOT/tmp"
mount -o remount,bind,ro "$ROOT"
exec setpriv --no-new-privs env -i $VARIABLES "$(command -v chroot)" --userspec="$USER" --groups= "$ROOT" "$@"
"""


def lacks():
    """Why containers cannot be run here; nothing when they can."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        return f"needs {', '.join(missing)}"
    if os.geteuid() != 0:
        return "needs root, for namespaces"
    return "" if os.environ.get("IMAGE") else "needs an image: make test-image, or IMAGE=<name>"


def buildah(*arguments):
    done = subprocess.run(["buildah", *arguments], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Image:
    """An image in buildah's storage, and its root file system."""

    def __init__(self, name):
        document = json.loads(buildah("inspect", "--type", "image", name))
        self.config = document["OCIv1"]["config"]
        self._container = buildah("from", "--pull-never", name)
        self.root = Path(buildah("mount", self._container))
        for folder in ("proc", "dev"):
            (self.root / folder).mkdir(exist_ok=True)
        for file in ("hosts", "resolv.conf"):
            (self.root / "etc" / file).touch()

    def mount_point(self, target):
        """Makes the place for a volume, as an engine does."""
        (self.root / target.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def bytes(self):
        return sum(file.lstat().st_size for file in self.root.rglob("*") if not file.is_dir())

    def close(self):
        buildah("rm", self._container)


class Container(Pod):
    """Asked as a pod is. Its first process is what the image starts. Volumes are folders by what they are
    mounted at.
    """

    def __init__(self, image, host, address, log_file, volumes, variables):
        self._image = image
        self._volumes = volumes
        self.log = log_file
        for target in volumes:
            image.mount_point(target)
        with self.log.open("a") as log:
            process = self._enter(host, image.config["Entrypoint"], variables, stdout=log, stderr=log)
        super().__init__(process, host, address)

    def _enter(self, host, command, variables, **more):
        inside = [*self._image.config["Env"], *(f"{k}={v}" for k, v in variables.items())]
        outside = {
            "ROOT": str(self._image.root),
            "VOLUMES": "\n".join(f"{folder} {target}" for target, folder in self._volumes.items()),
            "NAMES": str(ETC_NETNS / host),
            "USER": self._image.config["User"],
            "VARIABLES": " ".join(inside),
        }
        own = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        return subprocess.Popen(
            ["ip", "netns", "exec", host, *own, "sh", "-c", ENTER, "sh", *command],
            env={**os.environ, **outside},
            **more,
        )

    def first_process(self):
        """Its number outside of the container."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])

    def signal(self, which):
        os.kill(self.first_process(), which)

    def kill(self):
        """Ends all that runs in it, whether its first process has begun or not."""
        try:
            self.signal(signal.SIGKILL)
        except (OSError, IndexError):
            self.process.kill()
        self.process.wait(STOP_SECONDS)

    def run(self, *command):
        """Runs a command in it, as `exec` of an engine does."""
        done = self._enter(self.host, command, {}, stdout=-1, stderr=-1, text=True)
        out, err = done.communicate(timeout=PATIENCE_SECONDS)
        return done.returncode, out, err

    def at_terminal(self, command, *lines):
        """What a command shows that is run at a terminal, when these lines are typed one by one."""
        outer, inner = pty.openpty()
        variables = {"TERM": "xterm"}
        process = self._enter(
            self.host, command, variables, stdin=inner, stdout=inner, stderr=inner, start_new_session=True
        )
        os.close(inner)
        shown = self._read_until(outer, b"> ")
        for line in lines:
            os.write(outer, line)
            shown += self._read_until(outer, b"> ")
        os.write(outer, b"\x04")
        process.wait(STOP_SECONDS)
        os.close(outer)
        return shown.decode(errors="replace")

    @staticmethod
    def _read_until(terminal, prompt):
        shown, end = b"", time.monotonic() + STOP_SECONDS
        while prompt not in shown and time.monotonic() < end:
            if select.select([terminal], [], [], 0.1)[0]:
                shown += os.read(terminal, 4096)
        return shown


class Containers:
    """Three founders, `node1` to `node3`, that know each other by name."""

    def __init__(self, image, folder):
        self.image = image
        self._folder = Path(folder)
        self._hosts = Hosts()
        self._addresses = 0
        self.running = {}

    def start(self, number):
        """Starts one, at an address that none had before."""
        self._addresses += 1
        host, address = self._hosts.add(self._addresses)
        name = f"node{number}"
        self._hosts.know_itself(host, address, name)
        data = self._folder / name
        data.mkdir(exist_ok=True)
        os.chown(data, 10001, 10001)
        variables = {
            "KVASIR_NODE_ID": name,
            "KVASIR_CLUSTER_NAME": "containers",
            "KVASIR_CLUSTER_MEMBERS": ",".join(f"node{n}@node{n}:7101" for n in (1, 2, 3)),
            "KVASIR_BUS_HOST": "0.0.0.0",
        }
        volumes = {"/data": data}
        self.running[number] = Container(
            self.image, host, address, data.with_suffix(".log"), volumes, variables
        )
        self._name()
        return self.running[number]

    def _name(self):
        self._hosts.names.names = {f"node{n}": [c.address] for n, c in self.running.items()}

    def stop(self, number, how=signal.SIGTERM):
        container = self.running.pop(number)
        container.signal(how)
        code = container.process.wait(STOP_SECONDS)
        self._hosts.remove(container.host)
        self._name()
        return code

    def all_ready(self):
        return all(container.is_ready() for container in self.running.values())

    def close(self):
        for container in self.running.values():
            container.kill()
        self._hosts.close()
