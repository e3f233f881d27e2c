"""Which pictures are decoded, in which order, and what became of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.decoding import CannotShow, Decoders, Picture, Refusal
from desktop.qt.pictures import PROVIDER, PictureCache, image_of
from desktop.viewmodels.base import Context
from sync.errors import CauserieError, TooLarge

AT_ONCE: Final = 2
REST_MS: Final = 20_000
"""After so long without a picture the child processes end."""
MOST_REFUSED: Final = 1_000

Read = Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture to decode: where its bytes come from, and how large it may become."""

    key: str
    read: Read
    side: int


class Pictures(QObject):
    """Decodes pictures off Qt's thread and out of the process, the one asked for last first.

    `decoded` names a key and where QML finds its picture; `refused` a key and why there is none.
    """

    decoded = Signal(str, str)
    refused = Signal(str, str)

    def __init__(self, context: Context, parent: QObject, decoders: Decoders | None = None) -> None:
        super().__init__(parent)
        self.cache = PictureCache()
        self._context = context
        self._decoders = decoders or Decoders()
        self._waiting: dict[str, Wanted] = {}
        self._under_way: set[str] = set()
        self._refused: dict[str, Refusal] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(lambda: context.spawn(self._end_idle()))

    def source(self, key: str) -> str:
        """Return where QML finds a picture that is in memory; empty if it is not."""
        return f"image://{PROVIDER}/{key}" if self.cache.get(key) is not None else ""

    def refusal(self, key: str) -> Refusal | None:
        """Return why a picture is not shown, None if it is or nobody tried."""
        return self._refused.get(key)

    def want(self, wanted: Wanted) -> None:
        """Decode a picture unless it is here, on its way, or cannot be shown."""
        if wanted.key in self._under_way or wanted.key in self._refused or self.cache.get(wanted.key) is not None:
            return
        self._waiting.pop(wanted.key, None)
        self._waiting[wanted.key] = wanted
        if len(self._under_way) < AT_ONCE:
            self._next()

    def forget(self, key: str) -> None:
        """A picture is no longer looked at: it need not be decoded if that has not begun."""
        self._waiting.pop(key, None)

    async def decode(self, read: Read, side: int) -> Picture:
        """Return a picture at once, without keeping it. Raises CannotShow, and what `read` raises."""
        data = await read()
        self._rest.start()
        return await asyncio.get_running_loop().run_in_executor(None, self._decoders.decode, data, side, side)

    def close(self) -> None:
        """End every child process, whatever it is at."""
        self._rest.stop()
        self._waiting.clear()
        self._decoders.close()

    def _next(self) -> None:
        if self._waiting:
            _, wanted = self._waiting.popitem()
            self._under_way.add(wanted.key)
            self._context.spawn(self._show(wanted))

    async def _show(self, wanted: Wanted) -> None:
        try:
            picture = await self.decode(wanted.read, wanted.side)
        except CannotShow as error:
            self._refuse(wanted.key, error.reason)
        except TooLarge:
            self._refuse(wanted.key, Refusal.TOO_LARGE)
        except CauserieError:
            # It is not here, or no longer: whoever still shows it will ask again when it is.
            self.refused.emit(wanted.key, "")
        else:
            self.cache.put(wanted.key, image_of(picture))
            self.decoded.emit(wanted.key, self.source(wanted.key))
        finally:
            self._under_way.discard(wanted.key)
            self._next()

    def _refuse(self, key: str, reason: Refusal) -> None:
        while len(self._refused) >= MOST_REFUSED:
            del self._refused[next(iter(self._refused))]
        self._refused[key] = reason
        self.refused.emit(key, str(reason))

    async def _end_idle(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._decoders.rest)
