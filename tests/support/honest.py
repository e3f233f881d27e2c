"""Two honest engines on real connections of this machine, to whom others do their worst."""

import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sync.core.ids import AccountId, DeviceId, GroupId, LogId, MessageId, OpId
from sync.core.ops import FileManifest, Operation
from sync.core.room import Room
from sync.core.signing import parse_operation
from sync.engine import Engine, EngineConfig, Surroundings
from sync.runtime.live_room import LiveRoom
from sync.store import files as file_store
from sync.store import ops as op_store
from sync.views import Member
from tests.support.engines import joined, same_digest, until
from tests.support.memory_keyring import MemoryKeyring


class Honest:
    """Ana, who owns the group, and Bo."""

    def __init__(self, ana: Engine, bo: Engine, group: GroupId, account: AccountId, log: "Reasons") -> None:
        self.ana = ana
        self.bo = bo
        self.group = group
        self.account = account
        self._log = log
        self._said = 0

    @property
    def address(self) -> str:
        """Where Ana listens."""
        return address(self.ana)

    def live(self, engine: Engine, group: GroupId | None = None) -> LiveRoom:
        """The group at work in an engine."""
        return engine.groups._rooms.get(group or self.group)  # pyright: ignore[reportPrivateUsage]

    def room(self, engine: Engine, group: GroupId | None = None) -> Room:
        """The group as an engine knows it."""
        return self.live(engine, group).room

    async def code(self, max_uses: int = 20) -> str:
        """A code for the group."""
        return (await self.ana.invites.create(self.group, max_uses=max_uses)).code

    async def stored(self, group: GroupId, op: OpId) -> Operation:
        """An operation as Ana has stored it."""
        store = self.ana.groups._context.store  # pyright: ignore[reportPrivateUsage]
        place = await store.read(lambda db: op_store.place(db, group, op))
        assert place is not None
        [raw] = await store.read(lambda db: op_store.span(db, group, place[0], place[1], place[1], 1, 1 << 20))
        return parse_operation(raw)

    async def say(self, text: str) -> Operation:
        """Ana says something; returns the operation."""
        sent = await self.ana.messages.send(self.group, text)
        return await self.stored(self.group, OpId(sent.message_id))

    async def manifest(self, message: MessageId, group: GroupId | None = None) -> FileManifest:
        """What a message of Ana's says of its first file."""
        store = self.ana.groups._context.store  # pyright: ignore[reportPrivateUsage]
        row = await store.read(lambda db: file_store.attachment(db, group or self.group, message, 0))
        assert row is not None
        return FileManifest(row.name, row.mime, row.size, row.key, row.root, row.sha256)

    async def member(self, name: str) -> Member:
        """A member by name."""
        return next(each for each in (await self.ana.groups.get(self.group)).members if each.name == name)

    def why(self) -> str:
        """Why Ana last hung up on somebody."""
        return self._log.last

    async def know(self, device: DeviceId) -> None:
        """Wait until both know that a device is a member's."""

        async def condition() -> bool:
            return all(self.live(each).has_device(device) for each in (self.ana, self.bo))

        await until(condition, "both know the device")

    async def has(self, operation: Operation) -> None:
        """Wait until both have a control operation."""

        async def condition() -> bool:
            return all(operation.id in self.room(each).graph for each in (self.ana, self.bo))

        await until(condition, "both have the operation")

    async def rejected(self, operation: Operation) -> str:
        """Wait until both have an operation, and return why it does not count for either."""
        await self.has(operation)
        [reason] = {self.room(each).membership.rejected[operation.id] for each in (self.ana, self.bo)}
        return reason

    async def closed_log(self, log: LogId) -> None:
        """Wait until Ana has found that a log was written twice."""

        async def condition() -> bool:
            return log in self.room(self.ana).closed

        await until(condition, "the log is closed")

    async def still_talking(self, *before: str) -> None:
        """Both write, both read: nothing of what happened did them any harm. `before` are texts that stay."""
        self._said += 1
        await self.ana.messages.send(self.group, f"ana {self._said}")
        await _shows(self.bo, self.group, *before, f"ana {self._said}")
        await self.bo.messages.send(self.group, f"bo {self._said}")
        await _shows(self.ana, self.group, *before, f"ana {self._said}", f"bo {self._said}")
        await same_digest(self.group, self.ana, self.bo)


async def _shows(engine: Engine, group: GroupId, *texts: str) -> None:
    async def condition() -> bool:
        shown = [message.text for message in await engine.messages.list(group)]
        return set(texts) <= set(shown) and len(shown) == len(set(shown))

    await until(condition, f"shown once each: {texts}")


class Reasons(logging.Handler):
    """Keeps why connections were closed."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the reason."""
        if record.msg == "because: %s":
            self.last = str(record.args[0]) if isinstance(record.args, tuple) else ""


def address(engine: Engine) -> str:
    """Where an engine listens."""
    [endpoint] = engine.info().listening
    return f"{endpoint.address}:{endpoint.port}"


@asynccontextmanager
async def honest(folder: Path) -> AsyncGenerator[Honest]:
    """Give Ana and Bo, connected, in a group of two."""
    reasons, logger = Reasons(), logging.getLogger("sync.net.switchboard")
    level = logger.level
    logger.addHandler(reasons)
    logger.setLevel(logging.DEBUG)
    try:
        async with AsyncExitStack() as stack:
            engines: list[Engine] = []
            for name in ("ana", "bo"):
                config = EngineConfig(folder / name, interfaces=("127.0.0.1",), discovery=False, state=folder / "state")
                engine = await stack.enter_async_context(Engine(config, Surroundings(keyring=MemoryKeyring())))
                await engine.accounts.create(name)
                engines.append(engine)
            ana, bo = engines
            group = await ana.groups.create("Garden")
            await bo.invites.join((await ana.invites.create(group)).code)
            await joined(bo, group)
            account = await ana.accounts.get()
            assert account is not None
            yield Honest(ana, bo, group, account.account_id, reasons)
    finally:
        logger.removeHandler(reasons)
        logger.setLevel(level)
