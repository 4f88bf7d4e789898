"""Hosts as network namespaces of this machine on one bridge, and the name service of their pods.

Needs Linux, root and iproute2. What is made here goes away with `close`.
"""

import itertools
import os
import socket
import struct
import subprocess
import threading
from pathlib import Path

ETC_NETNS = Path("/etc/netns")
A, IN, NXDOMAIN = 1, 1, 3
POLL_SECONDS = 0.1
LINK_TRIES = 20
KNOWN = "name-service.test"  # always there
TTL_SECONDS = 5  # as that of a cluster's name service


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


class NameService:
    """Answers for the names it was told, over UDP, and that all others do not exist."""

    def __init__(self, address):
        self.names = {}
        self.address = address
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 53))
        self._socket.settimeout(POLL_SECONDS)
        self._open = True
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while self._open:
            try:
                query, client = self._socket.recvfrom(512)
                self._socket.sendto(self._answer(query), client)
            except (OSError, struct.error, IndexError):
                continue

    def _answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii"))
            at += 1 + query[at]
        question = query[12 : at + 5]
        kind = struct.unpack("!H", query[at + 1 : at + 3])[0]
        name = ".".join(labels).lower()
        addresses = [self.address] if name == KNOWN else self.names.get(name)
        found = addresses if addresses and kind == A else []
        flags = 0x8580 | (0 if addresses else NXDOMAIN)
        records = b"".join(
            struct.pack("!HHHIH", 0xC00C, A, IN, TTL_SECONDS, 4) + socket.inet_aton(address)
            for address in found
        )
        return query[:2] + struct.pack("!5H", flags, 1, len(found), 0, 0) + question + records

    def close(self):
        self._open = False
        self._thread.join()
        self._socket.close()


_numbers = itertools.count(os.getpid() % 250)


class Hosts:
    """One bridge with a name service; hosts join it with an address each."""

    def __init__(self):
        number = next(_numbers) % 250
        self._prefix = f"kvh{number}"
        self._subnet = f"10.214.{number}"
        self._made = []
        self._bridge = f"{self._prefix}b"
        self.names = None
        # An address of its own, else it has that of a port and changes with them.
        mac = f"02:6b:76:00:00:{number:02x}"
        run("ip", "link", "add", self._bridge, "address", mac, "type", "bridge")
        try:
            run("ip", "addr", "add", f"{self._subnet}.254/24", "dev", self._bridge)
            run("ip", "link", "set", self._bridge, "up")
            self.names = NameService(f"{self._subnet}.254")
        except Exception:
            self.close()
            raise

    def add(self, number):
        """A host with the address that ends in `number`. Returns its name and address."""
        name, address = f"{self._prefix}n{number}", f"{self._subnet}.{number}"
        etc = ETC_NETNS / name
        etc.mkdir(parents=True)
        (etc / "resolv.conf").write_text(f"nameserver {self._subnet}.254\noptions ndots:5 timeout:1 attempts:5\n")
        self._made.append(name)
        link = f"{self._prefix}v{number}"
        run("ip", "netns", "add", name)
        run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", link, "master", self._bridge, "up")
        inside = ("ip", "-n", name)
        run(*inside, "addr", "add", f"{address}/24", "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "link", "set", "lo", "up")
        self._wait_for_link(name)
        return name, address

    @staticmethod
    def _wait_for_link(name):
        """A bridge passes nothing on until it has noticed that the link is up."""
        for _ in range(LINK_TRIES):
            asked = ["ip", "netns", "exec", name, "getent", "ahostsv4", KNOWN]
            if subprocess.run(asked, capture_output=True, timeout=60).returncode == 0:
                return
        raise RuntimeError(f"{name} does not reach the name service")

    def know_itself(self, name, address, *own_names):
        """Writes the host's own names into its /etc/hosts, as a kubelet does."""
        lines = ["127.0.0.1 localhost", f"{address} {' '.join(own_names)}"]
        (ETC_NETNS / name / "hosts").write_text("\n".join(lines) + "\n")

    def remove(self, name):
        """The host and its address are gone."""
        self._made.remove(name)
        self._delete(name)

    def _delete(self, name):
        subprocess.run(["ip", "netns", "del", name], capture_output=True)
        for file in (ETC_NETNS / name).glob("*"):
            file.unlink()
        if (ETC_NETNS / name).exists():
            (ETC_NETNS / name).rmdir()

    def close(self):
        for name in self._made:
            self._delete(name)
        subprocess.run(["ip", "link", "del", self._bridge], capture_output=True)
        if self.names:
            self.names.close()
