"""A loop on which hours pass in no time: whenever nobody has anything to do, its clock jumps to the next timer.

    def test_a_day_apart(tmp_path: Path) -> None:
        hurried(lambda: story(tmp_path))

Work in other threads is waited for, so a disk that is slow makes nobody impatient. Sockets are not: use it with a
network in memory.
"""

import asyncio
import selectors
from asyncio import futures
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final
from unittest import mock

from sync.store.database import Store

_GLANCE_SECONDS: Final = 0.05
"""How long to wait for a thread before looking again; it wakes the loop when it is done, so this only bounds."""

_Chain = Callable[[Any, Any], None]
_Submit = Callable[..., Awaitable[Any]]


class _HurriedSelector(selectors.DefaultSelector):
    """Waits for other threads in real time, and for nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        self.abroad: set[Future[Any]] = set()
        """What threads have been asked and have not answered yet."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        while self.abroad:
            events = super().select(_GLANCE_SECONDS)
            if events:
                return events
        events = super().select(None if timeout is None else 0)
        if not events and timeout is not None:
            self.skipped += timeout
        return events


class HurriedLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps over the times when nothing happens."""

    def __init__(self) -> None:
        self._hurried = _HurriedSelector()
        super().__init__(self._hurried)

    def time(self) -> float:
        """Return the clock that callbacks and timeouts go by, in seconds."""
        return super().time() + self._hurried.skipped

    def sent_abroad(self, future: "Future[Any]") -> None:
        """Wait for the thread that will settle `future` before time goes on."""
        self._hurried.abroad.add(future)
        future.add_done_callback(self._hurried.abroad.discard)


def hurried(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `story` to its end on a loop in a hurry."""
    chain: _Chain = getattr(futures, "_chain_future")  # noqa: B009 - where every other wait for a thread passes

    def noted(source: Awaitable[Any] | Future[Any], destination: Any) -> None:
        chain(source, destination)
        if isinstance(source, Future):
            with suppress(AttributeError):  # on another loop
                asyncio.get_running_loop().sent_abroad(source)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

    submit: _Submit = getattr(Store, "_submit")  # noqa: B009 - where every wait for a store's threads passes

    async def submitted(*args: Any) -> Any:
        answered = Future[None]()
        with suppress(AttributeError):
            asyncio.get_running_loop().sent_abroad(answered)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        try:
            return await submit(*args)
        finally:
            answered.set_result(None)

    with (
        mock.patch.object(futures, "_chain_future", noted),
        mock.patch.object(Store, "_submit", submitted),
        asyncio.Runner(loop_factory=HurriedLoop) as runner,
    ):
        runner.run(story())
