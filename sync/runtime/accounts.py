"""`engine.accounts`: the profile's own account."""

from sync.core.names import clean_name
from sync.core.ops import Profile
from sync.identity.keys import generate_account
from sync.runtime.context import Context, Identity
from sync.runtime.identities import Identities
from sync.runtime.live_room import UNWRITABLE
from sync.runtime.rooms import Rooms
from sync.views import Account, GroupState


class Accounts:
    """Creating, reading and renaming the one account of a profile."""

    def __init__(self, context: Context, rooms: Rooms, identities: Identities) -> None:
        self._context = context
        self._rooms = rooms
        self._identities = identities

    async def create(self, name: str) -> Account:
        """Make the account and its first device; raises AccountExists, EmptyText, TooLarge."""
        self._identities.check_free()
        name = clean_name(name)
        identity = Identity(generate_account(self._context.random, self._context.clock()), name)
        await self._identities.begin(identity)
        return _view(identity)

    async def get(self) -> Account | None:
        """Return the account, or None before there is one."""
        identity = self._context.identity
        return None if identity is None else _view(identity)

    async def rename(self, name: str) -> Account:
        """Take another name, here and in every group; raises NoAccount, EmptyText, TooLarge."""
        self._context.who()
        renamed = await self._identities.rename(clean_name(name))
        for live in self._rooms:
            if live.state is GroupState.JOINED:
                try:
                    await live.author(lambda _: [Profile(name=renamed.name)])
                except UNWRITABLE:
                    continue  # the others shall hear of it
        return _view(renamed)


def _view(identity: Identity) -> Account:
    return Account(identity.account, identity.device, identity.name)
