"""Renewing this device's encryption key every 14 days (PROTOCOL.md, "Certificates")."""

from dataclasses import replace
from typing import Final

from sync.identity.keys import ROTATION_MS, rotate
from sync.runtime.chores import Alarm, Chores
from sync.runtime.context import Context, Identity
from sync.runtime.identities import Identities
from sync.runtime.own_devices import OwnDevices

LONGEST_WAIT_MS: Final = 24 * 3600 * 1000
"""While the machine sleeps timers stand still, so a moment that is far off is waited for a day at a time."""


class Renewal:
    """Renews the key when it is due. The identity has the new one first; groups are told what differs from that."""

    def __init__(self, context: Context, identities: Identities, own: OwnDevices) -> None:
        self._context = context
        self._identities = identities
        self._own = own
        self._alarm = Alarm(context.clock, self.look)
        self._chores = Chores()

    def look(self) -> None:
        """Renew the key if it is time, and come back when it may be."""
        now, identity = self._context.clock(), self._context.identity
        due = now + LONGEST_WAIT_MS
        if identity is not None and identity.keys.rotation_due(now):
            self._chores.spawn(self._renew(), "renew the device's key")
        elif identity is not None:
            due = min(due, identity.keys.since + ROTATION_MS)
        self._alarm.set(due)

    async def _renew(self) -> None:
        await self._identities.change(self._renewed)
        self._own.all_changed()

    def _renewed(self, identity: Identity) -> Identity:
        now = self._context.clock()
        if not identity.keys.rotation_due(now):
            return identity
        return replace(identity, keys=rotate(identity.keys, self._context.random, now))

    async def stop(self) -> None:
        """Disarm the timer, and finish what was begun."""
        self._alarm.stop()
        await self._chores.stop()
