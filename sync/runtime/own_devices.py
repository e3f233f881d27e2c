"""The devices of this account, kept in step: which there are, and that each is in every group (PROTOCOL.md, "Devices").

What is still to be done is never noted anywhere: it is the difference between the identity and what the groups say, so
whatever ended half-way is taken up again at the next start or meeting.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from sync.core.certificates import check
from sync.core.ids import AccountId, DeviceId
from sync.core.kin import certificates, revoked, vouched
from sync.core.ops import ContentPayload, ControlPayload, DeviceAdd, SignedCertificate
from sync.core.removing import revoke_payload
from sync.core.renewing import renewals
from sync.core.room import Room
from sync.errors import CauserieError
from sync.identity.keys import rotate
from sync.runtime.context import Context, Identity
from sync.runtime.identities import Identities
from sync.runtime.live_room import UNWRITABLE, LiveRoom
from sync.runtime.rooms import Rooms
from sync.views import GroupState

log = logging.getLogger(__name__)


class _Owed(NamedTuple):
    """What a group has still to be told of this account's devices."""

    revoke: list[DeviceId]
    add: list[SignedCertificate]


class OwnDevices:
    """Knows the account's devices, and brings groups in step with that, one group at a time."""

    def __init__(self, context: Context, rooms: Rooms, identities: Identities) -> None:
        self._context = context
        self._rooms = rooms
        self._identities = identities
        self._lock = asyncio.Lock()
        self._dirty: set[LiveRoom] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._caught_up = False
        self.on_settled: Callable[[], Awaitable[None]] | None = None

    def start(self) -> None:
        """Bring every group in step, and each that changes from now on."""
        self._dirty.update(self._rooms)
        self._wake.set()
        self._task = asyncio.create_task(self._work(), name="own devices")
        self._task.add_done_callback(_ended)

    async def stop(self) -> None:
        """End; what was left undone is done after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def changed(self, live: LiveRoom) -> None:
        """Look at a group whose control logs have grown."""
        self._dirty.add(live)
        self._wake.set()

    def all_changed(self) -> None:
        """Look at every group, as after this device's keys were renewed."""
        for live in self._rooms:
            self.changed(live)

    def knows(self, device: DeviceId) -> bool:
        """Return whether that is another device of the account, and not revoked."""
        identity = self._context.identity
        return identity is not None and device in identity.devices

    def has_revoked(self, device: DeviceId) -> bool:
        """Return whether that was a device of the account, and is so no longer."""
        identity = self._context.identity
        return identity is not None and device in identity.revoked

    def is_cast_out(self) -> bool:
        """Return whether this device was told, or some group says, that it is not the account's any more."""
        identity = self._context.identity
        if identity is None:
            return False
        groups = (live.room.membership.revoked for live in self._rooms)
        return identity.device in identity.revoked or any(identity.device in revoked for revoked in groups)

    async def cast_out(self) -> None:
        """Take it from another device of the account that this one was revoked."""
        await self._identities.change(lambda identity: replace(identity, revoked=identity.revoked | {identity.device}))
        await self._tell_revoked()

    async def met(self, device: DeviceId, account: AccountId) -> bool:
        """Return whether a connected device is the account's; one that the user let in here is from now on."""
        identity = self._context.identity
        if identity is None or account != identity.account:
            return False
        approved = next((each for each in identity.approved if check(each).signing_key == device), None)
        if approved is not None:
            await self.add(approved)
        return self.knows(device)

    async def add(self, signed: SignedCertificate) -> None:
        """Take a device that the user let in for one of the account's from now on."""
        device = check(signed).signing_key
        if self.has_revoked(device):
            return
        await self._identities.change(
            lambda identity: replace(
                identity,
                devices={**identity.devices, device: signed},
                approved=tuple(each for each in identity.approved if each != signed),
            )
        )
        await self._announce_linked(device)
        await self.settle()

    async def revoke(self, device: DeviceId) -> None:
        """Take a device for one of the account's no longer, and tell every group so."""
        await self._identities.change(lambda identity: _without(identity, {device}))
        await self.settle()

    async def heard_revoked(self, devices: Iterable[DeviceId]) -> None:
        """Take it from another device of the account that these are so no longer."""
        before = self._context.who()
        gone = before.devices.keys() & set(devices)
        if gone:
            after = await self._identities.change(lambda identity: _without(identity, gone))
            await self._tell_people(before, after)
            await self.settle()

    async def settle(self) -> None:
        """Learn from the groups, and tell every group what it does not know yet; raises what the store raises.

        Should the caller be cancelled, it goes on all the same.
        """
        self.all_changed()
        await self._round()

    async def _round(self) -> None:
        async with self._lock:
            dirty, self._dirty = self._dirty, set()
            try:
                # Who is new to us is let in, or put out, everywhere.
                everywhere = await self._learn(dirty)
                for live in self._rooms if everywhere else dirty:
                    await self._tell(live)
            except BaseException:
                self._dirty.update(self._rooms)
                raise
        await self._settled()

    async def _settled(self) -> None:
        if self.on_settled is not None:
            await self.on_settled()

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._round()
            except CauserieError as error:  # the next change of any group tries again
                log.warning("the account's devices could not be kept in step: %s", error.code)

    # --- what groups say

    async def _learn(self, rooms: Iterable[LiveRoom]) -> bool:
        """Take up what groups say of the account's devices; returns whether any of it was new."""
        before = self._context.identity
        if before is None:
            return False
        gone: set[DeviceId] = set()
        found: dict[DeviceId, SignedCertificate] = {}
        trusted = {before.device, *before.devices}
        for live in rooms:
            if live.state is not GroupState.JOINED:
                continue
            membership = live.room.membership
            gone |= revoked(membership, before.account)
            present = certificates(membership, before.account)
            known = vouched(membership, before.account, trusted) | (before.devices.keys() & present.keys())
            for device in known:
                found[device] = max(present[device], found.get(device, present[device]), key=_created)
        await self._catch_up(rooms)
        after = await self._identities.change(lambda identity: _with(_without(identity, gone), found))
        await self._tell_people(before, after)
        if self.is_cast_out():
            await self._tell_revoked()
        return before.devices.keys() != after.devices.keys() or before.revoked != after.revoked

    async def _catch_up(self, rooms: Iterable[LiveRoom]) -> None:
        """Make a new key where groups have a newer one than this device, which was put back to an older state.

        Once at most: two copies of a device would otherwise outdo each other for ever.
        """
        identity = self._context.who()
        dates = [
            live.room.membership.active_devices()[identity.device].created
            for live in rooms
            if live.state is GroupState.JOINED and live.has_device(identity.device)
        ]
        newest = max(dates, default=0)
        if newest > identity.keys.stated.created and not self._caught_up:
            self._caught_up = True
            random, now = self._context.random, self._context.clock()
            await self._identities.change(lambda each: replace(each, keys=rotate(each.keys, random, now, newest)))

    async def _tell_people(self, before: Identity, after: Identity) -> None:
        for device in after.devices.keys() - before.devices.keys():
            await self._announce_linked(device)
        for device in after.revoked - before.revoked - {after.device}:
            await self._context.notices.post(
                "device_revoked",
                f"The device {_digits(device)} was removed from your account, on another of your devices. "
                "It cannot read what follows.",
                self._context.clock(),
            )

    async def _tell_revoked(self) -> None:
        await self._context.notices.post(
            "device_revoked",
            "This device was removed from your account, on another of your devices. What it has stays on it; "
            "it gets nothing new.",
            self._context.clock(),
        )

    async def _announce_linked(self, device: DeviceId) -> None:
        """Tell people that the account has a further device, and keep it told until they have seen it."""
        await self._context.notices.post(
            "device_linked",
            f"The device {_digits(device)} now belongs to your account: it reads and writes in all your groups. "
            "If you do not know it, remove it at once.",
            self._context.clock(),
        )

    # --- what groups are told

    def _owed(self, room: Room) -> _Owed:
        identity = self._context.who()
        present = certificates(room.membership, identity.account)
        gone = revoked(room.membership, identity.account)
        missing = [each for device, each in sorted(identity.devices.items()) if device not in present.keys() | gone]
        mine = present.get(identity.device)
        if mine is not None and _created(mine) < identity.keys.stated.created:
            missing.append(identity.keys.certificate)
        return _Owed(sorted(identity.revoked & present.keys()), missing)

    async def _tell(self, live: LiveRoom) -> None:
        """Write into a group what it does not know of the account's devices, in one transaction."""
        if live.state is not GroupState.JOINED or not any(self._owed(live.room)):
            return
        try:
            await live.author(self._script)
        except UNWRITABLE as error:
            log.info("a group could not be told of the account's devices: %s", error.code)

    def _script(self, room: Room) -> Iterator[ControlPayload | ContentPayload]:
        identity, now = self._context.who(), self._context.clock()
        owed = self._owed(room)
        for device in owed.revoke:
            yield revoke_payload(room, device, identity.keys.account_key)
        for signed in owed.add:
            yield DeviceAdd(certificate=signed)
        yield from renewals(room, self._context.random, now)
        for signed in owed.add:
            while (grant := room.grant_payload(check(signed).signing_key)) is not None:
                yield grant


def _ended(task: "asyncio.Task[None]") -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("the account's devices are no longer kept in step", exc_info=error)


def _created(signed: SignedCertificate) -> int:
    return check(signed).created


def _digits(device: DeviceId) -> str:
    """Return the first digits of a device's key, which is all the name it has."""
    digits = device.hex()[:8].upper()
    return f"{digits[:4]} {digits[4:]}"


def _without(identity: Identity, devices: Iterable[DeviceId]) -> Identity:
    """Return the identity with devices revoked; this one judges itself in each group (see `standing`)."""
    revoked_now = identity.revoked | (set(devices) - {identity.device})
    kept = {device: each for device, each in identity.devices.items() if device not in revoked_now}
    approved = tuple(each for each in identity.approved if check(each).signing_key not in revoked_now)
    return replace(identity, devices=kept, revoked=revoked_now, approved=approved)


def _with(identity: Identity, devices: dict[DeviceId, SignedCertificate]) -> Identity:
    """Return the identity with further devices, and newer certificates of those it has."""
    kept = dict(identity.devices)
    for device, signed in devices.items():
        if device not in identity.revoked and (device not in kept or _created(signed) > _created(kept[device])):
            kept[device] = signed
    return replace(identity, devices=kept)
