"""`member.*` and `direct.open`."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from desktop.headless import encoding
from desktop.headless.registry import HexId, Method, OneAccount, Params, Services
from sync.core.ids import AccountId, GroupId
from sync.views import Role


class OneMember(Params, frozen=True):
    """A member of a group."""

    group_id: HexId
    account_id: HexId


class NewRole(Params, frozen=True):
    """A member's role from now on."""

    group_id: HexId
    account_id: HexId
    role: Literal["admin", "member"]


async def _remove(services: Services, params: OneMember) -> object:
    group_id = GroupId(bytes.fromhex(params.group_id))
    await services.engine.members.remove(group_id, AccountId(bytes.fromhex(params.account_id)))
    return encoding.group(await services.engine.groups.get(group_id))


async def _set_role(services: Services, params: NewRole) -> object:
    group_id = GroupId(bytes.fromhex(params.group_id))
    await services.engine.members.set_role(group_id, AccountId(bytes.fromhex(params.account_id)), Role(params.role))
    return encoding.group(await services.engine.groups.get(group_id))


async def _open_direct(services: Services, params: OneAccount) -> object:
    group_id = await services.engine.groups.open_direct(AccountId(bytes.fromhex(params.account_id)))
    return {"group_id": group_id.hex()}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "member.remove": Method(OneMember, _remove),
    "member.set_role": Method(NewRole, _set_role),
    "direct.open": Method(OneAccount, _open_direct),
}
