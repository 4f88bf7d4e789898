"""Processes that end with this program, and ports for them."""

import contextlib
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import time

GRACE_SECONDS = 15
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
given_ports = set()


class Missing(Exception):
    """Something that a comparison needs is not there, or did not do what it must."""


def free_ports(count):
    """Ports of loopback that nobody listens on, below those that connections are given.

    None is given twice: a system may start long after it was given its ports.
    """
    found = []
    candidates = [port for port in random.sample(range(20000, 32000), 2000)
                  if port not in given_ports]
    while len(found) < count:
        if not candidates:
            raise Missing("no free ports")
        port = candidates.pop()
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
    given_ports.update(found)
    return found


def _end_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """A process of its own session, its output in a file."""

    def __init__(self, command, log):
        self.log = log
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=_end_with_parent)

    @property
    def pid(self):
        return self.process.pid

    def is_running(self):
        return self.process.poll() is None

    def signal(self, number):
        if self.is_running():
            self.process.send_signal(number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait(GRACE_SECONDS)

    def memory(self):
        """Resident bytes: all, and those of no file."""
        fields = {}
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                name, _, rest = line.partition(":")
                if name in ("VmRSS", "RssAnon"):
                    fields[name] = int(rest.split()[0]) * 1024
        return fields["VmRSS"], fields["RssAnon"]


def end(children):
    """Asks all of them to stop, and kills those that do not in time."""
    for child in children:
        child.signal(signal.SIGCONT)
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.01, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def run(command, log, seconds):
    """Runs a command to its end; its exit code."""
    child = Child(command, log)
    try:
        return child.process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Missing(f"{command[0]} did not end within {seconds} s; see {log}") from None
    finally:
        if child.is_running():
            child.kill()


def until(what, condition, seconds, every=0.1):
    """Waits for a condition."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Missing(f"not within {seconds} s: {what}")
        time.sleep(every)


def fresh(directory):
    """The directory, new and empty."""
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    return directory
