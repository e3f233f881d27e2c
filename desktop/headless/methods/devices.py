"""`device.*`: the devices of this account."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.headless import encoding
from desktop.headless.registry import HexId, Method, Nothing, Params, Services
from sync.core.ids import DeviceId, RequestId


class Code(Params, frozen=True):
    """The code that the other device shows, as it was pasted."""

    code: str


class OneDevice(Params, frozen=True):
    """A device of this account."""

    device_id: HexId


class OneLink(Params, frozen=True):
    """A device that wants to be linked."""

    request_id: HexId


async def _list(services: Services, params: Nothing) -> object:
    return [encoding.own_device(one) for one in await services.engine.devices.list()]


async def _begin(services: Services, params: Nothing) -> object:
    code = await services.engine.devices.begin_link()
    return {"code": code.code, "expires_at": code.expires_at}


async def _accept(services: Services, params: Code) -> object:
    return encoding.link_request(await services.engine.devices.accept_link(params.code))


async def _waiting(services: Services, params: Nothing) -> object:
    return [encoding.link_request(one) for one in await services.engine.devices.requests()]


async def _confirm(services: Services, params: OneLink) -> object:
    await services.engine.devices.confirm_link(RequestId(bytes.fromhex(params.request_id)))
    return {}


async def _reject(services: Services, params: OneLink) -> object:
    await services.engine.devices.reject_link(RequestId(bytes.fromhex(params.request_id)))
    return {}


async def _revoke(services: Services, params: OneDevice) -> object:
    await services.engine.devices.revoke(DeviceId(bytes.fromhex(params.device_id)))
    return {}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "device.list": Method(Nothing, _list),
    "device.link.begin": Method(Nothing, _begin),
    "device.link.accept": Method(Code, _accept),
    "device.link.list": Method(Nothing, _waiting),
    "device.link.confirm": Method(OneLink, _confirm),
    "device.link.reject": Method(OneLink, _reject),
    "device.revoke": Method(OneDevice, _revoke),
}
