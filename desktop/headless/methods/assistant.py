"""`assistant.*`: a group's assistant, and what this device hosts."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from desktop.assistant.choice import HostChoice, HostKind, HostStatus, Sponsor
from desktop.headless import encoding
from desktop.headless.registry import HexId, Method, OneMessage, Params, Services
from sync.core.ids import GroupId, MessageId
from sync.views import Respond


class Update(Params, frozen=True):
    """What to change of a group's assistant."""

    group_id: HexId
    enabled: bool | None = None
    name: str | None = None
    instructions: str | None = None
    respond: Respond | None = None
    model: str | None = None


class Host(Params, frozen=True):
    """The model this device hosts; `cap` is answers a day, 0 for no limit."""

    kind: HostKind
    base_url: str = ""
    api_key: str | None = None
    model: str = ""
    sponsor: Sponsor = Sponsor.MEMBERS
    cap: Annotated[int, msgspec.Meta(ge=0)] = 0


def _status(status: HostStatus) -> dict[str, object]:
    return {
        "kind": status.choice.kind.value,
        "base_url": status.choice.base_url,
        "model": status.choice.model,
        "sponsor": status.choice.sponsor.value,
        "cap": status.choice.cap,
        "ready": status.ready,
        "message": status.message,
        "models": list(status.models),
        "has_key": status.has_key,
        "used_today": status.used_today,
    }


async def _update(services: Services, params: Update) -> object:
    settings = await services.engine.groups.update_assistant(
        GroupId(bytes.fromhex(params.group_id)),
        enabled=params.enabled,
        name=params.name,
        instructions=params.instructions,
        respond=params.respond,
        model=params.model,
    )
    return encoding.assistant_settings(settings)


async def _host(services: Services, params: Host) -> object:
    choice = HostChoice(params.kind, params.base_url, params.model, params.sponsor, params.cap)
    return _status(await services.assistant.configure(choice, params.api_key))


async def _stop(services: Services, params: OneMessage) -> object:
    group_id, message_id = GroupId(bytes.fromhex(params.group_id)), MessageId(bytes.fromhex(params.message_id))
    await services.assistant.stop(group_id, message_id)
    return {}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "assistant.update": Method(Update, _update),
    "assistant.host": Method(Host, _host),
    "assistant.stop": Method(OneMessage, _stop),
}
