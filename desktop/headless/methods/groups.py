"""`group.*`, except `group.join`, which is about invites."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Literal

import msgspec

from desktop.headless import encoding
from desktop.headless.registry import HexId, Method, Nothing, OneGroup, Params, Services
from sync.core.ids import GroupId
from sync.views import AssistantSettings, Respond


class NewAssistant(Params, frozen=True):
    """The assistant of a new group; what is absent is as in any new group."""

    enabled: bool = True
    name: str = "Sage"
    instructions: str = ""
    respond: Respond = Respond.WHEN_MENTIONED
    model: str = ""


class NewGroup(Params, frozen=True):
    """A new group."""

    name: str
    assistant: NewAssistant | None = None


class Policy(Params, frozen=True):
    """What to change of a group's policy."""

    history: Literal["all", "joining"] | None = None
    invite: Literal["members", "admins"] | None = None
    settings: Literal["members", "admins"] | None = None


class Update(Params, frozen=True):
    """What to change of a group."""

    group_id: HexId
    name: str | None = None
    description: str | None = None
    policy: Policy | None = None


async def _create(services: Services, params: NewGroup) -> object:
    assistant = None
    if params.assistant is not None:
        assistant = AssistantSettings(**msgspec.structs.asdict(params.assistant))
    return {"group_id": (await services.engine.groups.create(params.name, assistant)).hex()}


async def _list(services: Services, params: Nothing) -> object:
    return [encoding.summary(one) for one in await services.engine.groups.list()]


async def _get(services: Services, params: OneGroup) -> object:
    return encoding.group(await services.engine.groups.get(GroupId(bytes.fromhex(params.group_id))))


async def _update(services: Services, params: Update) -> object:
    group_id = GroupId(bytes.fromhex(params.group_id))
    policy = None
    if params.policy is not None:
        changed = {key: value for key, value in msgspec.structs.asdict(params.policy).items() if value is not None}
        policy = replace((await services.engine.groups.get(group_id)).policy, **changed)
    return encoding.group(
        await services.engine.groups.update(group_id, name=params.name, description=params.description, policy=policy)
    )


async def _leave(services: Services, params: OneGroup) -> object:
    await services.engine.groups.leave(GroupId(bytes.fromhex(params.group_id)))
    return {}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "group.create": Method(NewGroup, _create),
    "group.list": Method(Nothing, _list),
    "group.get": Method(OneGroup, _get),
    "group.update": Method(Update, _update),
    "group.leave": Method(OneGroup, _leave),
}
