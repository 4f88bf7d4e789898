import asyncio
import contextlib
import time
import unittest

import failover


class Writes:
    """A server that answers no write for a while after `kill`."""

    outage = 0.4

    def __init__(self):
        self.killed = None
        self.answered = self.refused = 0
        self.served = []
        self.name = "a fake"

    def kill(self):
        self.killed = time.monotonic()

    def is_out(self):
        return self.killed is not None and time.monotonic() - self.killed < self.outage

    async def serve(self, reader, writer):
        self.served.append(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(2)
                is_out = self.is_out()
                self.refused += is_out
                self.answered += not is_out
                status = "503 Out" if is_out else "200 OK"
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        writer.close()

    def write(self, number):
        return "PUT", f"/{number}", "{}"

    def ports(self):
        return [self.port]


class FailoverTest(unittest.TestCase):
    def test_what_is_refused_is_not_acknowledged(self):
        for name in ("BEFORE_SECONDS", "AFTER_SECONDS"):
            self.addCleanup(setattr, failover, name, getattr(failover, name))
        failover.BEFORE_SECONDS = failover.AFTER_SECONDS = 0.3
        writes = Writes()

        acknowledged = asyncio.run(self.probe(writes))

        self.assertGreater(writes.refused, 0)
        self.assertEqual(len(acknowledged), writes.answered)
        self.assertGreater(acknowledged[-1], writes.killed + writes.outage)

    async def probe(self, writes):
        server = await asyncio.start_server(writes.serve, "127.0.0.1", 0)
        writes.port = server.sockets[0].getsockname()[1]
        probe = failover.Probe(writes)
        await probe.run(writes.kill)
        server.close()
        await asyncio.gather(*writes.served)
        return probe.acknowledged


if __name__ == "__main__":
    unittest.main()
