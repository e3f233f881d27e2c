"""`invite.*` and `group.join`."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from desktop.headless import encoding
from desktop.headless.registry import HexId, Method, OneGroup, Params, Services
from sync.core import limits
from sync.core.ids import GroupId, InviteId


class NewInvite(Params, frozen=True):
    """A new invite; `expires_in` is in seconds."""

    group_id: HexId
    max_uses: Annotated[int, msgspec.Meta(ge=1, le=limits.INVITE_MAX_USES)] = limits.INVITE_DEFAULT_USES
    expires_in: Annotated[int, msgspec.Meta(ge=1, le=limits.INVITE_MAX_SECONDS)] = limits.INVITE_DEFAULT_SECONDS
    approval: bool = False


class OneInvite(Params, frozen=True):
    """An invite of a group."""

    group_id: HexId
    invite_id: HexId


class Code(Params, frozen=True):
    """A code as it was pasted: spaces, line breaks, quotes and links are fine."""

    code: str


async def _create(services: Services, params: NewInvite) -> object:
    invite = await services.engine.invites.create(
        GroupId(bytes.fromhex(params.group_id)),
        max_uses=params.max_uses,
        expires_in=params.expires_in,
        approval=params.approval,
    )
    return encoding.invite(invite)


async def _list(services: Services, params: OneGroup) -> object:
    invites = await services.engine.invites.list(GroupId(bytes.fromhex(params.group_id)))
    return [encoding.invite(one) for one in invites]


async def _revoke(services: Services, params: OneInvite) -> object:
    group_id, invite_id = GroupId(bytes.fromhex(params.group_id)), InviteId(bytes.fromhex(params.invite_id))
    return encoding.invite(await services.engine.invites.revoke(group_id, invite_id))


async def _preview(services: Services, params: Code) -> object:
    return encoding.preview(await services.engine.invites.preview(params.code))


async def _join(services: Services, params: Code) -> object:
    group_id = await services.engine.invites.join(params.code)
    return {"group_id": group_id.hex(), "state": "joining"}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "invite.create": Method(NewInvite, _create),
    "invite.list": Method(OneGroup, _list),
    "invite.revoke": Method(OneInvite, _revoke),
    "invite.preview": Method(Code, _preview),
    "group.join": Method(Code, _join),
}
