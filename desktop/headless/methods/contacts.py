"""`block.*` and `verify.*`."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.headless import encoding
from desktop.headless.registry import HexId, Method, Nothing, OneAccount, Params, Services
from sync.core.ids import AccountId


class Compared(Params, frozen=True):
    """Whom somebody has verified; `safety_number`, if given, must be the one that both have."""

    account_id: HexId
    safety_number: str | None = None


def _account(params: OneAccount | Compared) -> AccountId:
    return AccountId(bytes.fromhex(params.account_id))


async def _block(services: Services, params: OneAccount) -> object:
    return encoding.contact(await services.engine.contacts.block(_account(params)))


async def _unblock(services: Services, params: OneAccount) -> object:
    return encoding.contact(await services.engine.contacts.unblock(_account(params)))


async def _blocked(services: Services, params: Nothing) -> object:
    return [encoding.contact(one) for one in await services.engine.contacts.blocked()]


async def _safety_number(services: Services, params: OneAccount) -> object:
    return encoding.safety_number(await services.engine.contacts.safety_number(_account(params)))


async def _confirm(services: Services, params: Compared) -> object:
    number = await services.engine.contacts.confirm(_account(params), params.safety_number)
    return encoding.safety_number(number)


async def _withdraw(services: Services, params: OneAccount) -> object:
    return encoding.safety_number(await services.engine.contacts.unconfirm(_account(params)))


METHODS: Final[Mapping[str, Method[Any]]] = {
    "block.add": Method(OneAccount, _block),
    "block.remove": Method(OneAccount, _unblock),
    "block.list": Method(Nothing, _blocked),
    "verify.get": Method(OneAccount, _safety_number),
    "verify.confirm": Method(Compared, _confirm),
    "verify.withdraw": Method(OneAccount, _withdraw),
}
