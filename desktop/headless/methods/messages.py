"""`message.*`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from desktop.headless import encoding
from desktop.headless.registry import HexId, Method, OneMessage, Params, Services
from desktop.headless.rpc import INVALID_PARAMS, RpcError
from sync.core.ids import GroupId, MessageId

Limit: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=500)]

Moment: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""In ms since 1970."""


class Send(Params, frozen=True):
    """A message to send; its text may be left out if there are files, by their paths on this machine."""

    group_id: HexId
    text: str = ""
    reply_to: HexId | None = None
    not_for_ai: bool = False
    attachments: tuple[Annotated[str, msgspec.Meta(min_length=1)], ...] = ()


class Page(Params, frozen=True):
    """A page of messages: the newest, those before a message, those after one, or those from a moment on."""

    group_id: HexId
    before: HexId | None = None
    after: HexId | None = None
    since: Moment | None = None
    limit: Limit = 50


class Search(Params, frozen=True):
    """Words to look for, in one group or in all."""

    query: str
    group_id: HexId | None = None
    limit: Limit = 50


def _message_id(value: str | None) -> MessageId | None:
    return None if value is None else MessageId(bytes.fromhex(value))


async def _send(services: Services, params: Send) -> object:
    message = await services.assistant.send(
        GroupId(bytes.fromhex(params.group_id)),
        params.text,
        reply_to=_message_id(params.reply_to),
        not_for_ai=params.not_for_ai,
        attachments=[Path(path) for path in params.attachments],
    )
    return {"message_id": message.message_id.hex()}


async def _list(services: Services, params: Page) -> object:
    if params.since is not None:
        return await _list_since(services, params, params.since)
    messages = await services.engine.messages.list(
        GroupId(bytes.fromhex(params.group_id)),
        before=_message_id(params.before),
        after=_message_id(params.after),
        limit=params.limit,
    )
    return [encoding.message(one) for one in messages]


async def _list_since(services: Services, params: Page, since: int) -> object:
    if params.before is not None or params.after is not None:
        raise RpcError(INVALID_PARAMS, "Give `since`, or `before` and `after`: not both.")
    group_id = GroupId(bytes.fromhex(params.group_id))
    first = await services.engine.messages.first_since(group_id, since)
    if first is None:
        return []
    rest = await services.engine.messages.list(group_id, after=first.message_id, limit=params.limit)
    return [encoding.message(one) for one in (first, *rest)][: params.limit]


async def _get(services: Services, params: OneMessage) -> object:
    group_id, message_id = GroupId(bytes.fromhex(params.group_id)), MessageId(bytes.fromhex(params.message_id))
    message = await services.engine.messages.get(group_id, message_id)
    delivery = await services.engine.messages.delivery(group_id, message_id)
    return {
        **encoding.message(message),
        "delivery": {"devices": delivery.devices, "reached": delivery.reached},
    }


async def _search(services: Services, params: Search) -> object:
    group_id = None if params.group_id is None else GroupId(bytes.fromhex(params.group_id))
    hits = await services.engine.messages.search(params.query, group_id=group_id, limit=params.limit)
    return [encoding.hit(one) for one in hits]


async def _mark_read(services: Services, params: OneMessage) -> object:
    group_id, message_id = GroupId(bytes.fromhex(params.group_id)), MessageId(bytes.fromhex(params.message_id))
    await services.engine.messages.mark_read(group_id, message_id)
    return {}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "message.send": Method(Send, _send),
    "message.list": Method(Page, _list),
    "message.get": Method(OneMessage, _get),
    "message.search": Method(Search, _search),
    "message.mark_read": Method(OneMessage, _mark_read),
}
