"""What is measured on: the machine, its disk, and versions."""

import os
import platform
import re
import shutil
import subprocess
import time

from figures import quantile

SYNCS = 200


def output(command, directory=None):
    """The first line that a command prints, empty when there is no such command."""
    if not shutil.which(command[0]) and not os.path.exists(command[0]):
        return ""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=directory,
                          check=False)
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else ""


def field(path, name):
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.split(":")[0].strip() == name:
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return "unknown"


def sync_latency(directory):
    """Milliseconds of appending 4 KiB and syncing them: the median and the 99th percentile."""
    os.makedirs(directory, exist_ok=True)
    path = os.path.join(directory, "sync-latency")
    millis = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(SYNCS):
            file.write(b"x" * 4096)
            begin = time.perf_counter()
            os.fdatasync(file.fileno())
            millis.append((time.perf_counter() - begin) * 1000)
    os.remove(path)
    return quantile(millis, 0.5), quantile(millis, 0.99)


def commit(root):
    revision = output(["git", "rev-parse", "--short=10", "HEAD"], root)
    changed = output(["git", "status", "--porcelain", "--untracked-files=no", "--", "src", "pom.xml"],
                     root)
    return (revision or "unknown") + ("+" if changed else "")


def facts(root, data, java):
    """Names and values for the report."""
    median, worst = sync_latency(data)
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)
    etcd = re.sub(r"^etcd Version: ", "", output(["etcd", "--version"]))
    redis = re.search(r"v=([^ ]+)", output(["redis-server", "--version"]))
    return {
        "processor": f"{field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "disk": f"append of 4 KiB and fdatasync: median {median:.2f} ms, 99 % {worst:.2f} ms",
        "kernel": f"{platform.system()} {platform.release()}",
        "JDK": output([java, "--version"]) if java else "none",
        "etcd": etcd or "not installed",
        "Redis": redis.group(1) if redis else "not installed",
        "db_bench": output(["db_bench", "--version"]).removeprefix("db_bench version ")
        or "not installed",
        "Kvasir": commit(root),
    }
