"""`engine.accounts`: the profile's own account."""

from sync.core.codec import decode, encode
from sync.core.names import clean_name
from sync.core.ops import Profile, Wire
from sync.errors import AccountExists, HostileInput, NotAllowed, NotAMember, StoreDamaged, TooLarge
from sync.identity.keys import DeviceKeys, generate_account
from sync.runtime.context import Context, Identity
from sync.runtime.rooms import Rooms
from sync.store import local
from sync.views import Account, GroupState


class Accounts:
    """Creating, reading and renaming the one account of a profile."""

    def __init__(self, context: Context, rooms: Rooms) -> None:
        self._context = context
        self._rooms = rooms
        self._creating = False

    async def create(self, name: str) -> Account:
        """Make the account and its first device; raises AccountExists, EmptyText, TooLarge."""
        if self._context.identity is not None or self._creating:
            raise AccountExists("This profile has an account already.")
        name = clean_name(name)
        self._creating = True
        try:
            return await self._create(name)
        finally:
            self._creating = False

    async def _create(self, name: str) -> Account:
        keys = generate_account(self._context.random, self._context.clock())
        identity = Identity(keys, name)
        await save_identity(self._context, identity)
        self._context.identity = identity
        return _view(identity)

    async def get(self) -> Account | None:
        """Return the account, or None before there is one."""
        identity = self._context.identity
        return None if identity is None else _view(identity)

    async def rename(self, name: str) -> Account:
        """Take another name, here and in every group; raises NoAccount, EmptyText, TooLarge."""
        identity = self._context.who()
        renamed = Identity(identity.keys, clean_name(name))
        await save_identity(self._context, renamed)
        self._context.identity = renamed
        for live in self._rooms:
            if live.state is GroupState.JOINED:
                try:
                    await live.author(lambda _: [Profile(name=renamed.name)])
                except (NotAMember, NotAllowed, TooLarge):
                    continue  # removed a moment ago, or the group's history is full: the others shall hear of it
        return _view(renamed)


class _StoredIdentity(Wire):
    """The form in the database."""

    keys: bytes
    name: str


async def load_identity(context: Context) -> Identity | None:
    """Return the identity kept in the store, None in a new profile; raises StoreDamaged."""
    blob = await context.store.read(local.identity)
    if blob is None:
        return None
    try:
        stored = decode(blob, _StoredIdentity)
    except HostileInput as error:
        raise StoreDamaged("The account stored in this profile cannot be read.") from error
    return Identity(DeviceKeys.from_bytes(stored.keys), stored.name)


async def save_identity(context: Context, identity: Identity) -> None:
    """Keep the identity in the store, on disk before this returns."""
    blob = encode(_StoredIdentity(identity.keys.to_bytes(), identity.name))
    await context.store.write(lambda db: local.put_identity(db, blob), durable=True)


def _view(identity: Identity) -> Account:
    return Account(identity.account, identity.device, identity.name)
