"""Linking devices in scenarios, as people do."""

from sync.changes import LinkFinished, Subscription
from sync.engine import Engine
from sync.views import Account, LinkRequest
from tests.support.engines import until


async def shown(old: Engine) -> LinkRequest:
    """Wait for the request that the old device shows."""

    async def condition() -> bool:
        return bool(await old.devices.requests())

    await until(condition, "a request to link")
    return (await old.devices.requests())[0]


async def account_of(engine: Engine) -> Account:
    """Wait until a device has an account."""

    async def condition() -> bool:
        return await engine.accounts.get() is not None

    await until(condition, "an account")
    account = await engine.accounts.get()
    assert account is not None
    return account


async def digits_shown(old: Engine, new: Engine) -> LinkRequest:
    """Go on until both devices show digits."""
    code = await old.devices.begin_link()
    asked = await new.devices.accept_link(code.code)
    request = await shown(old)
    assert request == asked
    return request


async def link(old: Engine, new: Engine) -> Account:
    """Link a new device; returns its account."""
    request = await digits_shown(old, new)
    await old.devices.confirm_link(request.request_id)
    return await account_of(new)


async def ended(changes: Subscription, request: LinkRequest) -> str:
    """Wait until a device says what became of a request; returns the error's code, empty for none."""
    async for change in changes:
        if isinstance(change, LinkFinished) and change.request_id == request.request_id:
            return change.error
    raise AssertionError("the engine ended first")


async def knows_devices(engine: Engine, count: int) -> None:
    """Wait until a device lists so many devices of its account."""

    async def condition() -> bool:
        return len(await engine.devices.list()) == count

    await until(condition, f"{count} devices")


async def noticed(engine: Engine, code: str) -> str:
    """Wait for a lasting notice; returns its sentence."""

    async def condition() -> bool:
        return any(notice.code == code for notice in await engine.notices.list())

    await until(condition, f"the notice {code}")
    return next(notice.message for notice in await engine.notices.list() if notice.code == code)
