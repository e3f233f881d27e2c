"""Telling views how files on their way stand: at once when a state changes, else a few times a second."""

import asyncio
from typing import Final

from sync.changes import ChangeHub
from sync.runtime.file_transfer import Transfer
from sync.runtime.file_views import updated
from sync.views import FileState

TELL_SECONDS: Final = 0.25


class Teller:
    """Publishes what becomes of transfers."""

    def __init__(self, hub: ChangeHub) -> None:
        self._hub = hub

    def tell(self, transfer: Transfer) -> None:
        """Tell how a file stands that is being fetched."""
        if transfer.over:
            return
        loop = asyncio.get_running_loop()
        state, at = transfer.told
        wait = at + TELL_SECONDS - loop.time()
        if state is not transfer.state or wait <= 0:
            self._tell_now(transfer)
        elif transfer.telling is None:
            transfer.telling = loop.call_later(wait, self._tell_now, transfer)

    def tell_end(self, transfer: Transfer, state: FileState, received: int) -> None:
        """Tell what became of a file that is fetched no longer."""
        self._hush(transfer)
        self._publish(transfer, state, received)

    def _tell_now(self, transfer: Transfer) -> None:
        self._hush(transfer)
        if not transfer.over:
            transfer.told = (transfer.state, asyncio.get_running_loop().time())
            self._publish(transfer, transfer.state, transfer.received)

    def _hush(self, transfer: Transfer) -> None:
        if transfer.telling is not None:
            transfer.telling.cancel()
            transfer.telling = None

    def _publish(self, transfer: Transfer, state: FileState, received: int) -> None:
        self._hub.publish(*(updated(named, state, received) for named in transfer.named))
