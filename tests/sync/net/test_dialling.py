"""Whom to go on dialling: what an invite led to, and who was not wanted before."""

import asyncio
from collections.abc import Sequence

import pytest

from sync.core.discovery_tags import DiscoveryKey
from sync.core.ids import DeviceId
from sync.errors import Unreachable
from sync.net import dialling
from sync.net.dialling import Dialling, Reason
from sync.net.discovery import Sighting
from sync.net.peer import PeerConnection

ADDRESS = "192.0.2.7:4040"


class Nobody:
    """Wants what it is told to want, and reaches nobody."""

    def __init__(self) -> None:
        self.wanted = True
        self.dialled = asyncio.Semaphore(0)

    def crowded(self, device: DeviceId | None, keys: Sequence[DiscoveryKey]) -> bool:
        return False

    def wants(self, device: DeviceId | None, keys: Sequence[DiscoveryKey], *, refused: bool) -> bool:
        return self.wanted

    async def call(self, address: str, preferred: Sequence[DiscoveryKey]) -> PeerConnection:
        self.dialled.release()
        raise Unreachable(f"Nobody answers at {address}.")

    async def tried(self, times: int) -> None:
        """Wait until somebody was dialled so many times more."""
        for _ in range(times):
            await self.dialled.acquire()


def nobody_connected(device: DeviceId) -> None:
    return None


@pytest.mark.parametrize("seen", [True, False])
async def test_what_an_invite_led_to_is_dialled_on_while_it_is_seen(
    monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    monkeypatch.setattr(dialling, "_HINT_ATTEMPTS", 1)
    nobody = Nobody()
    pursuing = Dialling(nobody.call, nobody_connected, nobody)
    pursuing.add([ADDRESS], Reason.HINT)
    [task] = pursuing._targets.values()  # pyright: ignore[reportPrivateUsage]
    if seen:
        pursuing.sighted(Sighting("bo", (ADDRESS,), ()))
        await nobody.tried(3)
        assert not task.done()
    else:
        await task
        await nobody.tried(1)
        assert nobody.dialled.locked()
    await pursuing.stop()


async def test_who_is_wanted_again_is_not_made_to_wait_for_what_failed_before() -> None:
    nobody = Nobody()
    nobody.wanted = False
    pursuing = Dialling(nobody.call, nobody_connected, nobody)
    pursuing.sighted(Sighting("bo", (ADDRESS,), ()))
    [target] = pursuing._targets  # pyright: ignore[reportPrivateUsage]
    target.backoff.slow_down()
    for _ in range(5):
        await asyncio.sleep(0)
    assert target.parked
    nobody.wanted = True
    pursuing.reconsider()
    await nobody.tried(2)  # the second at once, and not after the longest delay
    await pursuing.stop()
