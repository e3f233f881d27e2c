"""The account of this profile in memory and in the store, changed one step at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from sync.core.certificates import check
from sync.core.codec import decode, encode
from sync.core.ids import DeviceId
from sync.core.ops import SignedCertificate, Wire
from sync.errors import AccountExists, HostileInput, StoreDamaged
from sync.identity.keys import DeviceKeys
from sync.runtime.chores import seen_through
from sync.runtime.context import Context, Identity
from sync.store import local
from sync.store.database import Db


class _StoredIdentity(Wire):
    """The form in the database."""

    keys: bytes
    name: str
    devices: tuple[SignedCertificate, ...] = ()
    revoked: tuple[DeviceId, ...] = ()
    approved: tuple[SignedCertificate, ...] = ()


async def load_identity(context: Context) -> Identity | None:
    """Return the identity kept in the store, None in a new profile; raises StoreDamaged."""
    blob = await context.store.read(local.identity)
    if blob is None:
        return None
    try:
        stored = decode(blob, _StoredIdentity)
        devices = {check(each).signing_key: each for each in stored.devices}
    except HostileInput as error:
        raise StoreDamaged("The account stored in this profile cannot be read.") from error
    return Identity(
        DeviceKeys.from_bytes(stored.keys), stored.name, devices, frozenset(stored.revoked), stored.approved
    )


def _nothing() -> None:
    """Stand in for who keeps a spare copy."""


class Identities:
    """Changes the identity: the disk first, memory after it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = asyncio.Lock()
        self._beginning = False
        self.changed: Callable[[], None] = _nothing
        """Called when the identity has changed, on disk too."""

    def check_free(self) -> None:
        """Raise AccountExists if the profile has an account, or is about to."""
        if self._context.identity is not None or self._beginning:
            raise AccountExists("This profile has an account already.")

    async def begin(self, identity: Identity, also: Callable[[Db], None] | None = None) -> None:
        """Give the profile its account, in one transaction with what else `also` stores; raises AccountExists."""
        self.check_free()
        self._beginning = True
        try:
            async with self._lock:
                await self._put(identity, also)
        finally:
            self._beginning = False

    async def change(self, change: Callable[[Identity], Identity]) -> Identity:
        """Replace the identity by what `change` makes of it, on disk before this returns; raises NoAccount."""
        async with self._lock:
            before = self._context.who()
            after = change(before)
            if after != before:
                await self._put(after, None)
            return after

    async def rename(self, name: str) -> Identity:
        """Change the name."""
        return await self.change(lambda identity: replace(identity, name=name))

    async def _put(self, identity: Identity, also: Callable[[Db], None] | None) -> None:
        devices = tuple(identity.devices[device] for device in sorted(identity.devices))
        revoked = tuple(sorted(identity.revoked))
        blob = encode(_StoredIdentity(identity.keys.to_bytes(), identity.name, devices, revoked, identity.approved))

        def write(db: Db) -> None:
            local.put_identity(db, blob)
            if also is not None:
                also(db)

        def noted() -> None:
            self._context.identity = identity
            self.changed()

        await seen_through(self._context.store.write(write, durable=True), noted)
