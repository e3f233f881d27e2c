"""What is written to let somebody into a group by an invite."""

from collections.abc import Iterator

from sync.core.certificates import check
from sync.core.names import clean_name
from sync.core.ops import ContentPayload, ControlPayload
from sync.core.renewing import renewals
from sync.core.requests import Request
from sync.core.room import Room
from sync.errors import InviteExpired, InviteRevoked, InviteUsedUp
from sync.runtime.context import Context
from sync.runtime.live_room import Script


def admission(context: Context, request: Request) -> Script:
    """Return the operations that admit the newcomer, checked against the room as it is when they are written.

    None for one who is a member already. The script raises as `checked` does, this EmptyText for no name.
    """
    now = context.clock()
    name = clean_name(request.name)
    newcomer = check(request.certificate)

    def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
        if room.membership.is_member(newcomer.account):
            return
        checked(room, request, now)
        yield request.addition(name)
        yield from renewals(room, context.random, now)
        grant = room.grant_payload(newcomer.signing_key)
        if grant is not None:
            yield grant

    return script


def checked(room: Room, request: Request, now: int) -> None:
    """Raise InviteRevoked, InviteExpired or InviteUsedUp if nobody can be let in by the invite, at `now` (ms)."""
    state = room.membership.invites.get(request.invite)
    if state is None or state.revoked:
        raise InviteRevoked("This invite has been withdrawn.")
    if state.offer.expires <= now:
        raise InviteExpired("This invite has expired.")
    if state.uses >= state.offer.max_uses:
        raise InviteUsedUp("This invite has been used as often as it may be.")
