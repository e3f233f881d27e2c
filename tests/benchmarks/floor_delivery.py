"""The floor of delivering a message: two processes, blocking sockets, no event loop.

One signs the bytes, commits them with FULL and writes them to a TLS 1.3 connection; the other reads, verifies and
commits with NORMAL.
"""

import multiprocessing
import os
import socket
import sqlite3
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.net.certificate import make_client_context, make_server_identity
from sync.store.cipher import connect

KEY: Final = b"\x07" * 32
SIGNATURE: Final = 64
PATIENCE: Final = 60.0


def measure(folder: Path, size: int, messages: int, pause: float) -> list[float]:
    """Return how many ms each message of `size` bytes took, from before it is signed to after it is committed."""
    place = Path(tempfile.mkdtemp(prefix="floor-", dir=folder))  # several parts measure it in one run
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    receiver = context.Process(target=_receive, args=(theirs, place / "receiver.db", size, messages), daemon=True)
    receiver.start()
    sent = _send(ours, place / "sender.db", size, messages, pause)
    stored: list[int] = _expect(ours)
    receiver.join(PATIENCE)
    return [(after - before) / 1e6 for before, after in zip(sent, stored, strict=True)]


def _send(channel: Connection, file: Path, size: int, messages: int, pause: float) -> list[int]:
    key = Ed25519PrivateKey.generate()
    channel.send(key.public_key().public_bytes_raw())
    port = _expect(channel)
    database = _database(file, "FULL")
    times: list[int] = []
    with (
        socket.create_connection(("127.0.0.1", port), PATIENCE) as plain,
        make_client_context().wrap_socket(plain) as connection,
    ):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(messages):
            body = os.urandom(size - SIGNATURE)
            times.append(time.monotonic_ns())
            raw = key.sign(body) + body
            _commit(database, raw)
            connection.sendall(raw)
            time.sleep(pause)
    database.close()
    return times


def _receive(channel: Connection, file: Path, size: int, messages: int) -> None:
    key = Ed25519PublicKey.from_public_bytes(channel.recv())
    database = _database(file, "NORMAL")
    times: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        channel.send(listener.getsockname()[1])
        plain, _ = listener.accept()
        with make_server_identity().context.wrap_socket(plain, server_side=True) as connection:
            for _ in range(messages):
                raw = b""
                while len(raw) < size:
                    raw += connection.recv(size - len(raw))
                key.verify(raw[:SIGNATURE], raw[SIGNATURE:])
                _commit(database, raw)
                times.append(time.monotonic_ns())
    database.close()
    channel.send(times)


def _database(file: Path, level: str) -> sqlite3.Connection:
    database = connect(file, KEY)
    database.execute(f"PRAGMA synchronous = {level}")
    database.execute("CREATE TABLE ops (id INTEGER PRIMARY KEY, raw BLOB)")
    return database


def _commit(database: sqlite3.Connection, raw: bytes) -> None:
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO ops (raw) VALUES (?)", (raw,))
    database.execute("COMMIT")


def _expect(channel: Connection) -> Any:
    if not channel.poll(PATIENCE):
        raise TimeoutError("the other process does not answer")
    return channel.recv()
