"""How long no write is acknowledged after the leader is killed, under an open loop of writes."""

import asyncio
import time

from figures import longest_gap
from processes import Missing, until

RATE = 300
BEFORE_SECONDS = 2
AFTER_SECONDS = 3
LONGEST_SECONDS = 30
REQUEST_SECONDS = 5


class Probe:
    """Writes at fixed times, to each node in turn, over connections that are kept."""

    def __init__(self, system):
        self.system = system
        self.acknowledged = []
        self.idle = {port: [] for port in system.ports()}

    async def write(self, number, port):
        connection = None
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                connection = await self.connect(port)
                if await self.exchange(connection, number):
                    self.acknowledged.append(time.monotonic())
                self.idle[port].append(connection)
        except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
            if connection is not None:
                connection[1].close()

    async def connect(self, port):
        while self.idle[port]:
            connection = self.idle[port].pop()
            if not connection[0].at_eof():
                return connection
            connection[1].close()
        return await asyncio.open_connection("127.0.0.1", port)

    async def exchange(self, connection, number):
        reader, writer = connection
        method, path, body = self.system.write(number)
        writer.write((f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
                      f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
                      ).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = [line.split(":")[1] for line in head.split("\r\n")
                  if line.startswith("content-length:")]
        await reader.readexactly(int(length[0]) if length else 0)
        return head.split(" ", 2)[1] == "200"

    async def run(self, kill):
        """Begins, kills once writes have been acknowledged for a while; the moment of the kill."""
        begin = time.monotonic()
        killed = None
        tasks = set()
        number = 0
        while not self.is_over(killed):
            now = time.monotonic()
            if killed is None and now - begin > BEFORE_SECONDS:
                if not self.acknowledged:
                    raise Missing(f"{self.system.name} acknowledged nothing before the kill")
                kill()
                killed = time.monotonic()
            port = self.system.ports()[number % len(self.system.ports())]
            task = asyncio.create_task(self.write(number, port))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            number += 1
            await asyncio.sleep(max(0, begin + number / RATE - time.monotonic()))
        await asyncio.gather(*tasks)
        for connections in self.idle.values():
            for _, writer in connections:
                writer.close()
        return killed

    def is_over(self, killed):
        """Once writes have been acknowledged again for a while, or far too late."""
        if killed is None:
            return False
        now = time.monotonic()
        first = next((moment for moment in self.acknowledged if moment > killed + 0.1), None)
        return now - killed > LONGEST_SECONDS or (
            now - killed > AFTER_SECONDS and first is not None and now - first > AFTER_SECONDS)


def gap(system):
    """Kills the leader, restarts it; the longest time in seconds without an acknowledged write."""
    leader = system.leader()
    probe = Probe(system)
    killed = asyncio.run(probe.run(system.nodes[leader].kill))
    over = max([killed, *probe.acknowledged])
    before = max(moment for moment in probe.acknowledged if moment <= killed)
    if over == before:
        raise Missing(f"{system.name} took no write within {LONGEST_SECONDS} s of a kill")
    system.start_node(leader)
    system.await_ready()
    until(f"{system.name} takes writes again", system.takes_writes, 60)
    time.sleep(2)
    return longest_gap(probe.acknowledged, before, over)
