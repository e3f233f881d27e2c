"""`notice.*`: what a person should have read, kept until it is dismissed."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from desktop.headless import encoding
from desktop.headless.registry import Method, Nothing, Params, Services

MAX_NOTICE_ID: Final = 2**63 - 1
"""The most that the database counts to."""


class OneNotice(Params, frozen=True):
    """A notice that is kept."""

    notice_id: Annotated[int, msgspec.Meta(ge=0, le=MAX_NOTICE_ID)]


async def _list(services: Services, params: Nothing) -> object:
    return [encoding.stored_notice(one) for one in await services.engine.notices.list()]


async def _dismiss(services: Services, params: OneNotice) -> object:
    await services.engine.notices.dismiss(params.notice_id)
    return {}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "notice.list": Method(Nothing, _list),
    "notice.dismiss": Method(OneNotice, _dismiss),
}
