"""Several devices of one account: linking, catching up with each other, revoking."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.engine import Engine
from sync.views import Account, LinkRequest
from tests.support.engines import Stage, joined, reads, same_digest, stage, until


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def asked(old: Engine) -> LinkRequest:
    """Wait for the request that the old device shows."""

    async def condition() -> bool:
        return bool(await old.devices.requests())

    await until(condition, "a request to link")
    return (await old.devices.requests())[0]


async def finished(engine: Engine, request: LinkRequest) -> Account:
    """Wait until the new device has the account."""

    async def condition() -> bool:
        return await engine.accounts.get() is not None

    await until(condition, "an account")
    account = await engine.accounts.get()
    assert account is not None
    return account


async def link(old: Engine, new: Engine) -> Account:
    """Link a new device as people do."""
    code = await old.devices.begin_link()
    shown = await new.devices.accept_link(code.code)
    request = await asked(old)
    assert request == shown
    await old.devices.confirm_link(request.request_id)
    return await finished(new, request)


async def test_a_linked_device_reads_and_writes_in_every_group(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    await ana.messages.send(garden, "from before")
    phone = await scene.start("phone", account=False)
    account = await link(ana, phone)
    own = await ana.accounts.get()
    assert own is not None
    assert (account.account_id, account.name) == (own.account_id, own.name)
    assert account.device_id != own.device_id
    await joined(phone, garden)
    await reads(phone, garden, "from before")
    await phone.messages.send(garden, "from the phone")
    await ana.messages.send(garden, "from the desk")
    for engine in (ana, bo, phone):
        await reads(engine, garden, "from before", "from the phone", "from the desk")
    await same_digest(garden, ana, bo, phone)
    assert [(each.this, each.groups, each.connected) for each in await phone.devices.list()] == [
        (True, 1, True),
        (False, 1, True),
    ]
