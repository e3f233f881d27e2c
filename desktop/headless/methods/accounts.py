"""`system.*`, `account.*` and `shutdown`."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.headless import encoding
from desktop.headless.registry import Method, Nothing, Params, Services
from sync.errors import NoAccount


class Named(Params, frozen=True):
    """The name people see."""

    name: str


class Update(Params, frozen=True):
    """What to change of the account."""

    name: str | None = None


async def _info(services: Services, params: Nothing) -> object:
    return encoding.info(services.engine.info())


async def _create(services: Services, params: Named) -> object:
    return encoding.account(await services.engine.accounts.create(params.name))


async def _get(services: Services, params: Nothing) -> object:
    account = await services.engine.accounts.get()
    if account is None:
        raise NoAccount("This profile has no account yet.")
    return encoding.account(account)


async def _update(services: Services, params: Update) -> object:
    if params.name is not None:
        return encoding.account(await services.engine.accounts.rename(params.name))
    return await _get(services, Nothing())


async def _shutdown(services: Services, params: Nothing) -> object:
    services.stop()
    return {}


METHODS: Final[Mapping[str, Method[Any]]] = {
    "system.info": Method(Nothing, _info),
    "account.create": Method(Named, _create),
    "account.get": Method(Nothing, _get),
    "account.update": Method(Update, _update),
    "shutdown": Method(Nothing, _shutdown),
}
