"""The only crossing between the engine's thread and Qt's.

The engine lives on a thread of its own with a plain asyncio loop. Calls go over with `run_coroutine_threadsafe` and are
awaited on Qt's loop; changes come back as one queued signal a frame, whatever their number.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from desktop.ports import AssistantPort, EnginePort
from sync.changes import Change, Subscription

logger = logging.getLogger(__name__)
T = TypeVar("T")
FRAME_MS = 16


@dataclass(frozen=True, slots=True)
class Services:
    """What runs on the engine's thread."""

    engine: EnginePort
    assistant: AssistantPort


Opener = Callable[[], AbstractAsyncContextManager[Services]]
Listener = Callable[[Sequence[Change]], None]


class EngineThread:
    """A thread with an asyncio loop that holds the services open until told to end."""

    def __init__(self, opener: Opener, on_change: Callable[[Change], None]) -> None:
        self._opener = opener
        self._on_change = on_change
        self._loop: asyncio.AbstractEventLoop | None = None
        self._services: Services | None = None
        self._end: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._opened: asyncio.Future[None] | None = None
        self._ended: asyncio.Future[None] | None = None
        self._qt_loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Open the services on the new thread; raises what opening them raises."""
        if self._thread is not None and self._ended is not None:
            await self._ended  # of one that could not open: its end is not taken for the next one's
        self._qt_loop = asyncio.get_running_loop()
        self._opened, self._ended = self._qt_loop.create_future(), self._qt_loop.create_future()
        self._thread = threading.Thread(target=self._run, name="causerie-engine", daemon=True)
        self._thread.start()
        await self._opened

    async def call(self, work: Callable[[Services], Coroutine[Any, Any, T]]) -> T:
        """Run `work` on the engine's loop and return its result; raises CancelledError when the engine is closed."""
        if self._loop is None or self._services is None:
            # Whoever asks while the window closes, or before it opened, is not served any more and need not know.
            raise asyncio.CancelledError
        future = asyncio.run_coroutine_threadsafe(work(self._services), self._loop)
        return await asyncio.wrap_future(future)

    async def stop(self) -> None:
        """Close the services and wait for the thread to end."""
        thread, loop, end, ended = self._thread, self._loop, self._end, self._ended
        if thread is None or ended is None:
            return
        self._services = None
        if loop is not None and end is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(end.set)
        await ended
        thread.join()
        self._thread = self._loop = None

    def _run(self) -> None:
        asyncio.run(self._serve())
        if self._qt_loop is not None and self._ended is not None:
            self._qt_loop.call_soon_threadsafe(self._ended.set_result, None)

    async def _serve(self) -> None:
        try:
            async with self._opener() as services:
                self._loop, self._services, self._end = asyncio.get_running_loop(), services, asyncio.Event()
                subscription = services.engine.subscribe()
                pump = asyncio.create_task(self._pump(subscription))
                self._tell(None)
                await self._end.wait()
                services.engine.unsubscribe(subscription)
                await pump
        except Exception as error:  # noqa: BLE001 - whatever it is, the thread that waits for us must hear it
            self._tell(error)

    async def _pump(self, subscription: Subscription) -> None:
        async for change in subscription:
            self._on_change(change)

    def _tell(self, error: Exception | None) -> None:
        """Let `start` return, or raise `error`; an error after that can only be logged."""

        def settle(opened: asyncio.Future[None]) -> None:
            if opened.done():
                if error is not None:
                    logger.error("the engine ended with an error", exc_info=error)
            elif error is not None:
                opened.set_exception(error)
            else:
                opened.set_result(None)

        if self._qt_loop is not None and self._opened is not None:
            self._qt_loop.call_soon_threadsafe(settle, self._opened)


class Bridge(QObject):
    """The window's way to the engine and to the assistant's service."""

    arrived = Signal()

    def __init__(self, opener: Opener, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[Change] = deque()
        self._announced = threading.Event()
        self._listeners: list[Listener] = []
        self._thread = EngineThread(opener, self._enqueue)
        self._since = QElapsedTimer()
        self._since.start()
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.timeout.connect(self._deliver)
        self.arrived.connect(self._schedule)

    async def start(self) -> None:
        """Start the engine's thread; raises what opening the engine raises."""
        await self._thread.start()

    async def stop(self) -> None:
        """Close the engine and end its thread."""
        await self._thread.stop()

    async def call(self, work: Callable[[EnginePort], Awaitable[T]]) -> T:
        """Run `work` with the engine, on the engine's loop."""

        async def run(services: Services) -> T:
            return await work(services.engine)

        return await self._thread.call(run)

    async def read(self, work: Callable[[EnginePort], T]) -> T:
        """Run `work`, which awaits nothing, with the engine, on the engine's loop."""

        async def run(services: Services) -> T:
            return work(services.engine)

        return await self._thread.call(run)

    async def assist(self, work: Callable[[AssistantPort], Awaitable[T]]) -> T:
        """Run `work` with the assistant's service, on the engine's loop."""

        async def run(services: Services) -> T:
            return await work(services.assistant)

        return await self._thread.call(run)

    def listen(self, listener: Listener) -> None:
        """Call `listener` on Qt's thread with each frame's changes, oldest first."""
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        """Stop calling `listener`."""
        self._listeners.remove(listener)

    def _enqueue(self, change: Change) -> None:
        """Called on the engine's thread."""
        self._queue.append(change)
        if not self._announced.is_set():
            self._announced.set()
            self.arrived.emit()

    def _schedule(self) -> None:
        if not self._frame.isActive():
            self._frame.start(max(0, FRAME_MS - self._since.elapsed()))

    def _deliver(self) -> None:
        self._announced.clear()
        batch: list[Change] = []
        while self._queue:
            batch.append(self._queue.popleft())
        self._since.restart()
        if batch:
            for listener in list(self._listeners):
                listener(batch)
