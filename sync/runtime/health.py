"""`engine.health`: a look at this machine's network, for whoever does not see their peers."""

from collections.abc import Callable, Sequence

from sync.net import doctor
from sync.views import Endpoint, Finding


class Health:
    """Examines the network as this engine uses it."""

    def __init__(self, interfaces: Sequence[str] | None, listening: Callable[[], Sequence[Endpoint]]) -> None:
        self._interfaces = interfaces
        self._listening = listening

    async def examine(self) -> list[Finding]:
        """Return what is right and wrong, each with what to do about it; takes three seconds."""
        return await doctor.examine(self._interfaces, self._listening())
