"""`join.*`: newcomers who wait for an admin."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.headless import encoding
from desktop.headless.registry import HexId, Method, OneGroup, Params, Services
from sync.core.ids import GroupId, RequestId


class OneRequest(Params, frozen=True):
    """A request to join a group."""

    group_id: HexId
    request_id: HexId

    @property
    def ids(self) -> tuple[GroupId, RequestId]:
        """The group's id and the request's."""
        return GroupId(bytes.fromhex(self.group_id)), RequestId(bytes.fromhex(self.request_id))


async def _list(services: Services, params: OneGroup) -> object:
    requests = await services.engine.joins.list(GroupId(bytes.fromhex(params.group_id)))
    return [encoding.join_request(one) for one in requests]


async def _approve(services: Services, params: OneRequest) -> object:
    await services.engine.joins.approve(*params.ids)
    return {}


async def _reject(services: Services, params: OneRequest) -> object:
    await services.engine.joins.reject(*params.ids)
    return {}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "join.list": Method(OneGroup, _list),
    "join.approve": Method(OneRequest, _approve),
    "join.reject": Method(OneRequest, _reject),
}
