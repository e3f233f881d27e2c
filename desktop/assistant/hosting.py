"""One visible answer: who is asked, in which order, and when each may act.

The author's device writes the order into its message: itself if it has a model, else connected devices that offer one,
shuffled by hash(nonce, device) so that no sponsor is always first. A host of rank r acts once r x 8 s have passed
without a live claim of lower rank. Later than the message's lifetime nobody answers on their own.

A message that only automatic mode would answer names one host: the judgement is made once, and a host that stays quiet
must not be overruled by the next one. Nothing a person asked for is lost if that host vanishes.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence

from desktop.assistant.clock import Clock
from sync.core.ids import AccountId, DeviceId
from sync.core.limits import MAX_HOSTS, TURN_STEP_SECONDS
from sync.views import ModelOffer


def plan_hosts(
    own: DeviceId | None,
    offers: Sequence[ModelOffer],
    *,
    nonce: bytes,
    preferred: str = "",
    blocked: Collection[AccountId] = (),
    most: int = MAX_HOSTS,
) -> tuple[DeviceId, ...]:
    """Return the devices to ask, by rank. `own` is this device if it has a model; `preferred` is the group's model."""
    others = {offer.device_id: offer for offer in offers if offer.account_id not in blocked and offer.device_id != own}

    def order(offer: ModelOffer) -> tuple[bool, bytes]:
        return offer.model != preferred, hashlib.sha256(nonce + offer.device_id).digest()

    ranked = [offer.device_id for offer in sorted(others.values(), key=order)]
    return tuple(([own] if own is not None else []) + ranked)[:most]


async def wait_for_rank(
    rank: int,
    live_rank: Callable[[], int | None],
    answered: Callable[[], bool],
    clock: Clock,
    *,
    expires_ms: int,
    watch: float,
) -> bool:
    """Wait until a host of `rank` may act; False once the question is answered or too old."""
    quiet_since = clock.monotonic()
    while clock.now_ms() < expires_ms and not answered():
        lowest = live_rank()
        if lowest is not None and lowest < rank:
            quiet_since = clock.monotonic()
        remaining = rank * TURN_STEP_SECONDS - (clock.monotonic() - quiet_since)
        if remaining <= 0:
            return True
        await clock.sleep(min(watch, remaining))
    return False
