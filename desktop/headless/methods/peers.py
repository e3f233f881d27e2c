"""`peer.*`, `sync.*` and `network.*`."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.headless import encoding
from desktop.headless.registry import Method, Nothing, OneGroup, Params, Services
from sync.core.ids import GroupId


class Address(Params, frozen=True):
    """Where to connect to: `host:port`, or `[address]:port` for IPv6."""

    address: str


async def _list(services: Services, params: Nothing) -> object:
    return [encoding.peer(one) for one in await services.engine.peers.list()]


async def _connect(services: Services, params: Address) -> object:
    return encoding.peer(await services.engine.peers.connect(params.address))


async def _status(services: Services, params: OneGroup) -> object:
    status = await services.engine.peers.sync_status(GroupId(bytes.fromhex(params.group_id)))
    return encoding.sync_status(status)


async def _check(services: Services, params: Nothing) -> object:
    return [encoding.finding(one) for one in await services.engine.health.examine()]


METHODS: Final[Mapping[str, Method[Any]]] = {
    "peer.list": Method(Nothing, _list),
    "peer.connect": Method(Address, _connect),
    "sync.status": Method(OneGroup, _status),
    "network.check": Method(Nothing, _check),
}
