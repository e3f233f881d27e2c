"""Engines in processes of their own, told what to do by the process that measures.

Work is a module-level coroutine function whose first parameter is the node's `Stage`; arguments and results are
pickled. All times are `time.monotonic_ns()`, which every process of a machine reads alike.
"""

import asyncio
import itertools
import multiprocessing
import os
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, Generic, Self, TypeVar

from sync.engine import Engine, EngineConfig
from sync.garbage import loading
from tests.benchmarks.file_keyring import environment

T = TypeVar("T")

LOOPBACK: Final = ("127.0.0.1",)
PATIENCE: Final = 60.0
"""Seconds any piece of work may take."""
END_SECONDS: Final = 10.0


class NodeFailed(Exception):
    """Work in another process failed; the text is its traceback."""


class Stage:
    """What work finds in a node: the engine, a stack of what is to be closed before it, and what earlier work left."""

    def __init__(self, engine: Engine, stack: AsyncExitStack) -> None:
        self.engine = engine
        self.stack = stack
        self.further: dict[str, Any] = {}


Work = Callable[..., Awaitable[T]]


class Pending(Generic[T]):
    """Work under way in a node."""

    def __init__(self, node: "Node", number: int) -> None:
        self._node = node
        self._number = number

    def result(self, timeout: float = PATIENCE) -> T:
        """Wait for the result; raises NodeFailed, TimeoutError."""
        return self._node.take(self._number, timeout)


class Node:
    """A process that runs an engine on `profile`. Use it as a context manager; entering waits until the engine runs."""

    def __init__(self, profile: Path, *, discovery: bool = False) -> None:
        context = multiprocessing.get_context("spawn")
        self._channel, theirs = context.Pipe()
        self._numbers = itertools.count(1)
        self._results: dict[int, tuple[bool, Any]] = {}
        os.environ.update(environment(profile.parent / "keyring.json"))
        # Not a daemon, which could have no children; it ends by itself when this process is gone.
        self._process = context.Process(target=_run, args=(theirs, profile, discovery), name=profile.name)

    @property
    def pid(self) -> int:
        """The process's number."""
        if self._process.pid is None:
            raise RuntimeError("the node was not started")
        return self._process.pid

    def __enter__(self) -> Self:
        self._process.start()
        self.take(0, PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._channel.send(None)
        self._process.join(END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def call(self, work: Work[T], *args: object) -> T:
        """Do work and return its result; raises NodeFailed, TimeoutError."""
        return self.begin(work, *args).result()

    def begin(self, work: Work[T], *args: object) -> Pending[T]:
        """Begin work; it runs up to its first wait before any work begun later."""
        number = next(self._numbers)
        self._channel.send((number, work, args))
        return Pending[T](self, number)

    def take(self, number: int, timeout: float) -> Any:
        """Wait for the result of work by its number."""
        while number not in self._results:
            if not self._channel.poll(timeout):
                raise TimeoutError(f"{self._process.name} has not answered for {timeout:.0f} seconds")
            try:
                answered, well, value = self._channel.recv()
            except EOFError:
                raise NodeFailed(f"{self._process.name} ended with code {self._process.exitcode}") from None
            self._results[answered] = well, value
        well, value = self._results.pop(number)
        if not well:
            raise NodeFailed(value)
        return value


def _run(channel: Connection, profile: Path, discovery: bool) -> None:
    asyncio.run(_serve(channel, profile, discovery))


async def _serve(channel: Connection, profile: Path, discovery: bool) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    tasks: set[asyncio.Task[None]] = set()
    config = EngineConfig(
        profile, interfaces=LOOPBACK, discovery=discovery, program="a benchmark", state=profile.parent / "state"
    )
    async with AsyncExitStack() as stack:
        with loading():  # as the programs do
            engine = await stack.enter_async_context(Engine(config))
        stage = Stage(engine, stack)

        def told() -> None:
            order = _receive(channel)
            if order is None:
                ended.set()
                return
            number, work, args = order
            task = loop.create_task(_work(channel, stage, number, work, args))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        loop.add_reader(channel.fileno(), told)
        channel.send((0, True, None))
        await ended.wait()
        loop.remove_reader(channel.fileno())
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _receive(channel: Connection) -> Any:
    try:
        return channel.recv()
    except EOFError:
        return None


async def _work(channel: Connection, stage: Stage, number: int, work: Any, args: tuple[Any, ...]) -> None:
    try:
        result = number, True, await work(stage, *args)
    except Exception:  # noqa: BLE001 - whatever it is, the process that measures must hear it
        result = number, False, traceback.format_exc()
    channel.send(result)
