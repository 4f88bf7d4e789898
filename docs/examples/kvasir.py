"""A client of Kvasir's protocol over TCP with nothing but the standard library.

The messages are described in src/main/proto/kvasir/client.proto; with the package `protobuf` they can be
generated instead. Run it against a node to see it work: python3 kvasir.py localhost 5001
"""

import socket
import struct
import sys


def varint(number):
    number &= (1 << 64) - 1  # negative numbers are sent as what they are modulo 2^64
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytearray([number]))


def message(fields):
    """Encodes {number: value}: integers, texts, bytes, messages as dicts, and lists of these."""
    out = b""
    for number, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, int):
                out += varint(number << 3) + varint(one)
            else:
                body = one.encode() if isinstance(one, str) else message(one) if isinstance(one, dict) else one
                out += varint(number << 3 | 2) + varint(len(body)) + body
    return out


def fields(data):
    """Decodes a message to {number: [values]}: integers, and bytes for all else."""
    found, at = {}, 0

    def number():
        nonlocal at
        result = shift = 0
        while True:
            byte = data[at]
            at += 1
            result |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return result

    while at < len(data):
        tag = number()
        value = number()
        if tag & 7 == 2:
            value, at = data[at : at + value], at + value
        found.setdefault(tag >> 3, []).append(value)
    return found


class Refused(Exception):
    """What the node says is wrong: `code` to decide by, and whether to try again."""

    def __init__(self, error):
        self.code, self.detail = error[1][0].decode(), error.get(3, [b""])[0].decode()
        self.retryable = bool(error.get(5, [0])[0])
        self.outcome = ["", "not-applied", "unknown", "applied"][error[4][0]]
        super().__init__(f"{self.code}: {self.detail} ({self.outcome})")


class Kvasir:
    def __init__(self, host="localhost", port=5001):
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream, self.last_id = self.socket.makefile("rb"), 0

    def send(self, kind, body, options=None):
        """Sends a request of a kind, by its number in Request, and does not wait; returns its id."""
        self.last_id += 1
        request = message({1: self.last_id, **({2: options} if options else {}), kind: body})
        self.socket.sendall(struct.pack(">I", len(request)) + request)
        return self.last_id

    def receive(self, id):
        """The next response, which is that to the next request: (its kind, its body, provenance)."""
        response = fields(self.stream.read(struct.unpack(">I", self.stream.read(4))[0]))
        assert response.get(1, [0])[0] in (0, id)
        if 50 in response:
            raise Refused(fields(response[50][0]))
        kind = max(response)
        return kind, fields(response[kind][0]), fields(response.get(2, [b""])[0])

    def ask(self, kind, body, options=None):
        return self.receive(self.send(kind, body, options))

    def create_bucket(self, name, type="lww", consistency="consistent"):
        self.ask(70, {1: name, 2: type, 3: consistency})

    def put(self, bucket, key, value, **options):
        """Returns the revision of the value, in a linearizable bucket."""
        chosen = {8: {2: options["if_match"]}} if "if_match" in options else {}
        chosen |= {9: {1: 1}} if options.get("if_absent") else {}
        return self.ask(10, {1: bucket, 2: key, 3: value}, chosen)[1].get(2, [0])[0]

    def get(self, bucket, key):
        """The value, or None."""
        kind, body, _ = self.ask(11, {1: bucket, 2: key})
        return body.get(2, [b""])[0] if kind == 11 else None

    def delete(self, bucket, key):
        self.ask(12, {1: bucket, 2: key})

    def add(self, bucket, key, *elements):
        self.ask(20, {1: bucket, 2: key, 4: list(elements)})

    def members(self, bucket, key):
        return [element.decode() for element in self.ask(22, {1: bucket, 2: key})[1].get(2, [])]

    def increment(self, bucket, key, amount=1):
        self.ask(30, {1: bucket, 2: key, 3: amount})

    def count(self, bucket, key):
        count = self.ask(32, {1: bucket, 2: key})[1].get(2, [0])[0]
        return count - (1 << 64) if count >> 63 else count

    def watch(self, bucket, prefix="", cursor=""):
        """The changes from now, or from a cursor, on: (key, value or None, cursor). Needs a connection of its own."""
        self.ask(60, {1: 1, 2: 1})  # hello: answers come as they are ready
        id = self.send(91, {1: bucket, 3: prefix, 4: cursor})
        self.receive(id)  # it has begun
        return (event for events in iter(lambda: self.receive(id)[1].get(1, []), None) for event in map(change, events))


def change(event):
    kind, key, _, found, cursor = (fields(event).get(number, [b""])[0] for number in range(1, 6))
    value = fields(fields(found)[11][0]).get(2, [b""])[0] if kind == 1 else None  # of registers
    return key.decode(), value, cursor.decode()


def show(client, other):
    client.put("", "greeting", "hello")
    assert client.get("", "greeting") == b"hello"
    client.delete("", "greeting")
    assert client.get("", "greeting") is None
    client.add("", "tags", "red", "blue")
    assert client.members("", "tags") == ["blue", "red"]
    before = client.count("", "hits")
    ids = [client.send(30, {1: "", 2: "hits", 3: 1}) for _ in range(1000)]  # without waiting
    for id in ids:
        client.receive(id)
    assert client.count("", "hits") == before + 1000
    client.create_bucket("accounts", consistency="linearizable")
    revision = client.put("accounts", "ann", "100", if_absent=True)
    changes = other.watch("accounts", prefix="a")
    client.put("accounts", "ann", "90", if_match=revision)
    client.delete("accounts", "ann")
    assert [next(changes)[:2] for _ in range(2)] == [("ann", b"90"), ("ann", None)]
    try:
        client.put("accounts", "ann", "80", if_match=revision)
        raise AssertionError("a stale revision was taken")
    except Refused as refused:
        assert (refused.code, refused.outcome) == ("precondition_failed", "not-applied")
    print("python: 1000 increments pipelined, a compare-and-set refused, changes watched: ok")


if __name__ == "__main__":
    node = (sys.argv[1], int(sys.argv[2]))
    show(Kvasir(*node), Kvasir(*node))
