"""Several engines in one process, on a network in memory: the stage of the scenario tests."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sync.core.ids import AccountId, GroupId
from sync.engine import Engine, EngineConfig, Surroundings
from sync.errors import NoSuchGroup
from sync.identity.mirror import Mirror
from sync.identity.secrets import KEYRING_FILE, KeyringSecrets, database_key
from sync.runtime.sessions import PeerSession
from sync.views import GroupState, MessageView
from tests.support.memory_keyring import MemoryKeyring
from tests.support.memory_network import MemoryHub, MemoryNetwork

PATIENCE = 10.0
STEP = 0.005


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until `condition` holds; fails after PATIENCE seconds, naming `what`."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not await condition():  # noqa: ASYNC110 - engines tell of some of this only when asked
                await asyncio.sleep(STEP)
    except TimeoutError:
        raise AssertionError(f"never came true: {what}") from None


class Stage:
    """Engines by name. `later` moves a person's clock, in ms."""

    def __init__(self, folder: Path) -> None:
        self.hub = MemoryHub()
        self.later: dict[str, int] = {}
        self._folder = folder
        self._keyrings: dict[str, MemoryKeyring] = {}
        self._networks: dict[str, MemoryNetwork] = {}
        self._running: dict[str, tuple[Engine, AsyncExitStack]] = {}
        self._now = 1_800_000_000_000

    def now(self, name: str) -> int:
        """The person's clock, in ms: a little later each time it is read."""
        self._now += 1
        return self._now + self.later.get(name, 0)

    def folder(self, name: str) -> Path:
        """The person's profile."""
        return self._folder / name

    def state(self, name: str) -> Path:
        """Where the person's machine keeps what is not restored with a profile."""
        return self._folder / "state" / name

    def share_keyring(self, name: str, other: str) -> None:
        """Let another machine have the person's keys, as after copying everything."""
        self._keyrings[other] = self._keyrings[name]

    def keyring(self, name: str) -> MemoryKeyring:
        """The person's keyring."""
        return self._keyrings[name]

    def take_over(self, name: str, folder: Path, keyring: MemoryKeyring) -> None:
        """Begin with a copy of what another stage in `folder` left of a person, mirror included."""
        before = Stage(folder)
        shutil.copytree(before.folder(name), self.folder(name))
        mirror = Mirror(before.state(name), before.folder(name), bytes(32)).file
        there = Mirror(self.state(name), self.folder(name), bytes(32)).file
        if mirror is not None and there is not None:
            there.parent.mkdir(parents=True)
            shutil.copy(mirror, there)
        self._keyrings[name] = keyring

    def database_key(self, name: str) -> bytes:
        """The key of the person's database."""
        profile = (self.folder(name) / KEYRING_FILE).read_text("ascii").strip()
        return database_key(KeyringSecrets(self._keyrings[name], profile))

    def running(self, name: str) -> Engine:
        """The person's engine."""
        return self._running[name][0]

    async def start(self, name: str, *, account: bool = True) -> Engine:
        """Start the person's engine, with an account of that name on the first start unless told otherwise."""
        stack = AsyncExitStack()
        self._networks[name] = self.hub.network(name)
        surroundings = Surroundings(
            network=self._networks[name],
            discovery=self.hub.discovery(name),
            clock=lambda: self.now(name),
            keyring=self._keyrings.setdefault(name, MemoryKeyring()),
        )
        config = EngineConfig(self.folder(name), state=self.state(name))
        engine = await stack.enter_async_context(Engine(config, surroundings))
        self._running[name] = engine, stack
        if account and await engine.accounts.get() is None:
            await engine.accounts.create(name)
        return engine

    def sent_by(self, name: str) -> int:
        """How many bytes the person's machine has sent since its last start."""
        return sum(link.bytes for link in self._networks[name].links)

    def engine(self, name: str) -> Engine:
        """Return the person's engine, which is running."""
        return self._running[name][0]

    async def stop(self, name: str) -> None:
        """Close the person's engine, as when the program quits."""
        _, stack = self._running.pop(name)
        await stack.aclose()

    async def restart(self, name: str) -> Engine:
        """Stop and start again."""
        await self.stop(name)
        return await self.start(name)

    async def group(self, owner: Engine, *others: Engine) -> GroupId:
        """Return a group that `owner` made and `others` have joined by its code, of which all have heard."""
        group = await owner.groups.create("Garden weekend")
        invite = await owner.invites.create(group)
        for other in others:
            await other.invites.join(invite.code)
            await joined(other, group)
        await same_digest(group, owner, *others)
        return group

    async def close(self) -> None:
        """Stop everybody."""
        for name in tuple(self._running):
            await self.stop(name)


@asynccontextmanager
async def stage(folder: Path) -> AsyncGenerator[Stage]:
    """Give a stage, and close everything on it in the end."""
    scene = Stage(folder)
    try:
        yield scene
    finally:
        await scene.close()


async def connection(engine: Engine, account: AccountId | None = None) -> PeerSession:
    """Wait for a connection, with a device of `account` if that is given: the two ends do not learn of it at once."""
    registry = engine.groups._registry  # pyright: ignore[reportPrivateUsage]

    def found() -> PeerSession | None:
        return next((each for each in registry if account in (None, each.account)), None)

    async def condition() -> bool:
        return found() is not None

    await until(condition, "a connection")
    session = found()
    assert session is not None
    return session


async def state(engine: Engine, group: GroupId) -> GroupState:
    """Where the engine stands with a group."""
    return (await engine.groups.get(group)).state


async def joined(engine: Engine, group: GroupId) -> None:
    """Wait until the engine is in the group."""

    async def condition() -> bool:
        try:
            return await state(engine, group) is GroupState.JOINED
        except NoSuchGroup:  # a conversation of two, which somebody is about to introduce
            return False

    await until(condition, "joined")


async def heard_of(engine: Engine, group: GroupId) -> None:
    """Wait until the engine has heard of the group, whatever became of it."""

    async def condition() -> bool:
        try:
            await state(engine, group)
        except NoSuchGroup:
            return False
        return True

    await until(condition, "heard of the group")


async def texts(engine: Engine, group: GroupId) -> list[str]:
    """What the engine shows of the group."""
    return [message.text for message in await engine.messages.list(group)]


async def reads(engine: Engine, group: GroupId, *expected: str) -> None:
    """Wait until the engine shows exactly these texts, oldest first."""

    async def condition() -> bool:
        return await texts(engine, group) == list(expected)

    await heard_of(engine, group)
    try:
        await until(condition, "texts")
    except AssertionError:
        raise AssertionError(f"expected {list(expected)}, shown {await texts(engine, group)}") from None


async def same_digest(group: GroupId, *engines: Engine) -> None:
    """Wait until all have the same operations of the group."""

    async def condition() -> bool:
        return len({(await engine.groups.get(group)).digest for engine in engines}) == 1

    await until(condition, "equal digests")


async def message(engine: Engine, group: GroupId, text: str) -> MessageView:
    """Return the message with that text."""
    return next(each for each in await engine.messages.list(group) if each.text == text)
