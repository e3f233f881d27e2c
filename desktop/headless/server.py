"""Answers requests as they finish, and sends events as they happen, until the input ends or somebody says stop."""

import asyncio
import logging
import traceback
from typing import cast

from desktop.headless import events, rpc
from desktop.headless.methods import METHODS
from desktop.headless.pipes import LONGEST_LINE, Line, LineReader, LineWriter, TooLong
from desktop.headless.registry import Assistant, Services
from desktop.headless.rpc import RpcError
from desktop.ports import EnginePort
from sync.changes import Subscription
from sync.errors import CauserieError

log = logging.getLogger(__name__)

SECONDS_TO_FINISH = 10.0
"""How long requests under way may take after the end of the input."""
SECONDS_TO_FLUSH = 2.0
"""How long a slow reader is waited for at the end."""


class Server:
    """One client on a pair of file descriptors. Make it and run it on the engine's loop."""

    def __init__(self, engine: EnginePort, assistant: Assistant, source: int, sink: int) -> None:
        self._engine = engine
        self._services = Services(engine, assistant, self.stop)
        self._lines: asyncio.Queue[Line | None] = asyncio.Queue()
        self._under_way: set[asyncio.Task[None]] = set()
        self._reader = LineReader(source, self._lines.put_nowait)
        self._writer = LineWriter(sink, self.stop)

    def stop(self) -> None:
        """End after the requests under way."""
        self._lines.put_nowait(None)

    async def run(self) -> None:
        """Serve until the end of the input, `stop`, or a client that no longer reads."""
        subscription = self._engine.subscribe()
        forwarding = asyncio.create_task(self._forward(subscription))
        try:
            while (line := await self._lines.get()) is not None:
                task = asyncio.create_task(self._deal_with(line))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            await self._finish()
        finally:
            self._engine.unsubscribe(subscription)
            forwarding.cancel()
            await asyncio.wait([forwarding])
            await self._writer.close(SECONDS_TO_FLUSH)

    async def _finish(self) -> None:
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=SECONDS_TO_FINISH)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _forward(self, subscription: Subscription) -> None:
        # While the client does not read, this waits, and the subscription replaces what piles up by one Overflow.
        async for change in subscription:
            if (encoded := events.encode(change)) is not None:
                await self._writer.send(rpc.write(rpc.event(*encoded)))

    async def _deal_with(self, line: Line) -> None:
        try:
            response = await self._respond(line)
            if response is not None:
                await self._writer.send(rpc.write(response))
        finally:
            self._reader.release()

    async def _respond(self, line: Line) -> object | None:
        if isinstance(line, TooLong):
            message = f"A line may be {LONGEST_LINE // 1024 // 1024} MiB long; this one was longer and is ignored."
            return rpc.failure(None, RpcError(rpc.INVALID_REQUEST, message))
        if not line.strip():
            return None
        try:
            value = rpc.parse(line)
        except RpcError as error:
            return rpc.failure(None, error)
        if isinstance(value, list):
            return await self._respond_to_batch(cast(list[object], value))
        return await self._answer(value)

    async def _respond_to_batch(self, values: list[object]) -> object | None:
        if not 0 < len(values) <= rpc.LONGEST_BATCH:
            message = f"A batch holds between 1 and {rpc.LONGEST_BATCH} requests."
            return rpc.failure(None, RpcError(rpc.INVALID_REQUEST, message))
        responses = await asyncio.gather(*(self._answer(value) for value in values))
        return [response for response in responses if response is not None] or None

    async def _answer(self, value: object) -> object | None:
        try:
            request = rpc.read_request(value)
        except RpcError as error:
            return rpc.failure(error.id, error)
        response = await self._carry_out(request)
        return response if request.answer else None

    async def _carry_out(self, request: rpc.Request) -> object:
        method = METHODS.get(request.method)
        if method is None:
            error = RpcError(rpc.UNKNOWN_METHOD, f"There is no method {request.method[:80]!r}.")
            return rpc.failure(request.id, error)
        try:
            call = asyncio.ensure_future(method.prepare(request.params)(self._services))
        except RpcError as error:
            return rpc.failure(request.id, error)
        try:
            await asyncio.wait([call])
        finally:
            call.cancel()
        failure = call.exception()
        if failure is None:
            return rpc.success(request.id, call.result())
        if isinstance(failure, CauserieError | RpcError):
            return rpc.failure(request.id, failure)
        _log_bug(request.method, failure)
        return rpc.failure(request.id, RpcError(rpc.INTERNAL_ERROR, "Causerie made a mistake; its log says where."))


def _log_bug(method: str, failure: BaseException) -> None:
    # An exception's own words may quote what a person wrote, so only its type and place are logged.
    places = "".join(traceback.format_tb(failure.__traceback__))
    log.error("%s failed with %s:\n%s", method, type(failure).__name__, places)
