"""A client of the headless peer's server over real pipes, in one process, against the fakes."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from desktop.headless.server import Server
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_engine import FakeEngine


class Client:
    """Writes lines, reads responses and events."""

    def __init__(self, engine: FakeEngine, answers: asyncio.StreamReader, requests: int, server: Server) -> None:
        self.engine = engine
        self.answers = answers
        self._requests = requests
        self._server = server
        self.running = asyncio.create_task(server.run())

    def write(self, data: bytes) -> None:
        os.write(self._requests, data)

    def hang_up(self) -> None:
        if self._requests >= 0:
            os.close(self._requests)
            self._requests = -1

    async def read(self) -> Any:
        line = await self.answers.readline()
        assert line, "the server closed its output"
        return msgspec.json.decode(line)

    async def ask(self, line: bytes) -> Any:
        """Return the next answer that is no event."""
        self.write(line + b"\n")
        while isinstance(answer := await self.read(), dict) and answer.get("method") == "event":
            pass
        return answer

    async def call(self, method: str, **params: object) -> Any:
        return await self.ask(request(method, **params))

    async def event(self, kind: str) -> Any:
        while (answer := await self.read()).get("params", {}).get("type") != kind:
            pass
        return answer["params"]


def request(method: str, id: object = 1, **params: object) -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": id, "method": method, "params": params})


@asynccontextmanager
async def connected(
    name: str | None = "Alice", assistant: type[FakeAssistant] = FakeAssistant
) -> AsyncIterator[Client]:
    requests_out, requests_in = os.pipe()
    answers_out, answers_in = os.pipe()
    answers = asyncio.StreamReader()
    async with FakeEngine(name) as engine:
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(answers), os.fdopen(answers_out, "rb")
        )
        client = Client(engine, answers, requests_in, Server(engine, assistant(engine), requests_out, answers_in))
        client.stop_reading = transport.close
        try:
            yield client
        finally:
            client.hang_up()
            await client.running
            transport.close()
            os.close(requests_out)
            os.close(answers_in)
