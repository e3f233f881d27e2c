"""What is written to let somebody into a group by an invite."""

from collections.abc import Iterator

from sync.core.certificates import check
from sync.core.names import clean_name
from sync.core.ops import ContentPayload, ControlPayload
from sync.core.requests import Request
from sync.core.room import Room
from sync.errors import InviteExpired, InviteRevoked, InviteUsedUp
from sync.runtime.context import Context
from sync.runtime.live_room import Script


def admission(context: Context, request: Request) -> Script:
    """Return the operations that admit the newcomer, checked against the room as it is when they are written.

    The script raises InviteRevoked, InviteExpired, InviteUsedUp; this raises EmptyText for a name that shows nothing.
    """
    now = context.clock()
    name = clean_name(request.name)
    device = check(request.certificate).signing_key

    def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
        state = room.membership.invites.get(request.invite)
        if state is None or state.revoked:
            raise InviteRevoked("This invite has been withdrawn.")
        if state.offer.expires <= now:
            raise InviteExpired("This invite has expired.")
        if state.uses >= state.offer.max_uses:
            raise InviteUsedUp("This invite has been used as often as it may be.")
        yield request.addition(name)
        if room.needs_rekey(now):
            yield room.rekey_payload(context.random(32), now)
        grant = room.grant_payload(device)
        if grant is not None:
            yield grant

    return script
