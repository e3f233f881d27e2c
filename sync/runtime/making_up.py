"""When a group's messages are made again: what became readable or void, and what an end of the program left."""

from collections.abc import Awaitable, Callable, Iterable

from sync.core.ids import DeviceId, EpochId
from sync.runtime.projection import Projected
from sync.runtime.remaking import Remaking


class MakingUp:
    """Until all is made the group's row says that its messages are stale; `done` is called when that may be over."""

    def __init__(
        self,
        remaking: Remaking,
        left: bool,
        tell: Callable[[Projected, DeviceId | None], None],
        done: Callable[[], Awaitable[None]],
    ) -> None:
        self.left = left
        """Whether something is left to be made that nobody is making."""
        self._remaking = remaking
        self._tell = tell
        self._done = done
        self._making = 0

    @property
    def busy(self) -> bool:
        """Whether anything is being made, or left to be made."""
        return bool(self._making or self.left)

    async def make(self, epochs: Iterable[EpochId] | None, source: DeviceId | None) -> None:
        """Show what was sealed under `epochs`, come from `source`, or all there is (None)."""
        everything, self.left = epochs is None or self.left, False
        self._making += 1
        try:
            if everything:
                await self._remaking.everything()
            else:
                for epoch in epochs or ():
                    await self._remaking.of_epoch(epoch, lambda projected: self._tell(projected, source))
        except BaseException:
            self.left = True
            raise
        finally:
            self._making -= 1
        await self._done()
