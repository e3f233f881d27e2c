"""Carries an answer's text to the room: about one delta a frame, however fast the model talks."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

from desktop.assistant.clock import Timing

Send = Callable[[str], Awaitable[None]]


class DeltaPump:
    """Async context manager: what is written inside has been sent when it exits, however it exits."""

    def __init__(self, send: Send, timing: Timing) -> None:
        self._send = send
        self._timing = timing
        self._pending: list[str] = []
        self._wake = asyncio.Event()
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ending.set()
        self._wake.set()
        if self._task is not None:
            await self._task

    def write(self, text: str) -> None:
        """Take text: the first goes out at once, more within `Timing.coalesce`. Raises what sending raised."""
        if self._task is not None and self._task.done():
            self._task.result()
        self._pending.append(text)
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            ending = self._ending.is_set()
            text = "".join(self._pending)
            self._pending.clear()
            if text:
                await self._send(text)
            if ending:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timing.coalesce):
                    await self._ending.wait()
