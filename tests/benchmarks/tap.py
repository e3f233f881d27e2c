"""A tap between the assistant and the model's server: passes every byte on and notes when.

It runs in a process of its own, so that what it costs is not the assistant's.
"""

import json
import multiprocessing
import socket
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final
from urllib.parse import urlsplit

CHUNK: Final = 64 * 1024
PATIENCE: Final = 120.0
END_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Passed:
    """Bytes that passed at a time (ns), from the model if `answer`; `connection` numbers the connections."""

    connection: int
    answer: bool
    time: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """A streamed answer as it left the server: when it was asked for, and (time, text) of each piece, in ns."""

    asked: int
    pieces: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(text for _, text in self.pieces)


class Tap:
    """A process that listens on `url` and passes everything on to `target`, both "http://host:port/path"."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        context = multiprocessing.get_context("spawn")
        self._channel, theirs = context.Pipe()
        address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._process = context.Process(target=_run, args=(theirs, address), daemon=True)
        self._process.start()
        self.url = parts._replace(netloc=f"127.0.0.1:{self._ask()}").geturl()

    def streams(self) -> list[Stream]:
        """Return the streamed answers that passed since the last time."""
        self._channel.send(True)
        return read_streams(self._ask())

    def close(self) -> None:
        """End the process."""
        self._channel.send(None)
        self._process.join(END_SECONDS)
        if self._process.is_alive():
            self._process.kill()

    def _ask(self) -> Any:
        if not self._channel.poll(PATIENCE):
            raise TimeoutError("the tap does not answer")
        return self._channel.recv()


def read_streams(passed: list[Passed]) -> list[Stream]:
    """Return the answers in what passed: server-sent events that hold text."""
    streams: list[Stream] = []
    for number in sorted({each.connection for each in passed}):
        asked, pieces, pending = 0, list[tuple[int, str]](), b""
        for each in (each for each in passed if each.connection == number):
            if each.answer:
                *lines, pending = (pending + each.data).split(b"\n")
                pieces += [(each.time, text) for line in lines if (text := _text_in(line))]
            elif each.data.startswith(b"POST"):
                if pieces:
                    streams.append(Stream(asked, tuple(pieces)))
                asked, pieces, pending = each.time, [], b""
        if pieces:
            streams.append(Stream(asked, tuple(pieces)))
    return streams


def _text_in(line: bytes) -> str:
    """Return the text a line of server-sent events holds, in either of the two interfaces."""
    if not line.startswith(b"data: {"):
        return ""
    event: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    if event.get("type") == "response.output_text.delta":
        return event["delta"]
    choices: list[dict[str, Any]] = event.get("choices") or []
    return choices[0]["delta"].get("content") or "" if choices else ""


def _run(channel: Connection, target: tuple[str, int]) -> None:
    passed: list[Passed] = []
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listener, target, passed), daemon=True).start()
    channel.send(listener.getsockname()[1])
    while channel.recv() is not None:
        channel.send(list(passed))
        passed.clear()


def _accept(listener: socket.socket, target: tuple[str, int], passed: list[Passed]) -> None:
    number = 0
    while True:
        client, _ = listener.accept()
        server = socket.create_connection(target)
        number += 1
        for answer, source, sink in ((False, client, server), (True, server, client)):
            sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            arguments = (number, answer, source, sink, passed)
            threading.Thread(target=_pass_on, args=arguments, daemon=True).start()


def _pass_on(number: int, answer: bool, source: socket.socket, sink: socket.socket, passed: list[Passed]) -> None:
    try:
        while data := source.recv(CHUNK):
            passed.append(Passed(number, answer, time.monotonic_ns(), data))
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # either side hung up
